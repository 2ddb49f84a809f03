package dev.codeagent.providers.recorded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Serves recorded responses from a loopback server, whole and cut at five random places, and compares what the provider
 * reads with the reference reading.
 */
public final class TrafficCheck implements AutoCloseable {
    private static final int CUTS = 5;
    private static final int PARALLEL = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<RecordedExchange> exchanges;
    private final HttpServer server;
    private final ExecutorService serverThreads = Executors.newVirtualThreadPerTaskExecutor();
    private final ProviderHttpClient http = new ProviderHttpClient(
            () -> HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
            new EnvironmentProxySelector(Map.of(), Optional.empty()));

    /**
     * The result of a family.
     *
     * @param read answers that were read correctly, with those that report a failure which the provider reported too
     * @param wrong answers that were read differently
     * @param refused proper answers that the provider did not read, with its reason
     * @param failures of those that were read, the ones that report a failure, with the provider's message
     * @param incomplete bodies without an end, which do not count
     * @param errors responses of another status than 2xx, with the provider's message
     * @param served whether there is a provider for the family
     */
    public record FamilyResult(
            int read,
            List<String> wrong,
            List<String> refused,
            List<String> failures,
            List<String> incomplete,
            List<String> errors,
            boolean served) {
        static FamilyResult empty(boolean served) {
            return new FamilyResult(
                    0,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    served);
        }

        FamilyResult plusRead() {
            return new FamilyResult(read + 1, wrong, refused, failures, incomplete, errors, served);
        }

        /** The number of exchanges with status 2xx and a complete body. */
        public int complete() {
            return read + wrong.size() + refused.size();
        }
    }

    /** The result of one exchange. */
    private record Outcome(String kind, String text) {}

    public TrafficCheck(List<RecordedExchange> exchanges) throws IOException {
        this.exchanges = List.copyOf(exchanges);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(serverThreads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** The path of a request begins with the number of the exchange and the number of cuts. */
    private void serve(HttpExchange request) throws IOException {
        request.getRequestBody().readAllBytes();
        String[] path = request.getRequestURI().getPath().split("/");
        int number = Integer.parseInt(path[1]);
        RecordedExchange exchange = exchanges.get(number);
        byte[] body = exchange.body().getBytes(StandardCharsets.UTF_8);
        String type = exchange.framing().equals("payload-lines") ? "text/event-stream" : exchange.contentType();
        request.getResponseHeaders().set("Content-Type", type.isEmpty() ? "application/json" : type);
        request.sendResponseHeaders(exchange.status(), body.length == 0 ? -1 : 0);
        try (OutputStream out = request.getResponseBody()) {
            int start = 0;
            for (int end : ends(body.length, Integer.parseInt(path[2]), number)) {
                out.write(body, start, end - start);
                out.flush();
                start = end;
            }
        }
    }

    private static int[] ends(int length, int cuts, int seed) {
        int[] ends = new int[cuts + 1];
        var random = new Random(seed);
        for (int i = 0; i < cuts; i++) {
            ends[i] = random.nextInt(length + 1);
        }
        ends[cuts] = length;
        java.util.Arrays.sort(ends);
        return ends;
    }

    /** The result of each family, by its name. */
    public Map<String, FamilyResult> run() throws InterruptedException, ExecutionException {
        var results = new TreeMap<String, FamilyResult>();
        try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
            var outcomes = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < exchanges.size(); i++) {
                int number = i;
                outcomes.add(threads.submit(() -> check(number)));
            }
            for (int i = 0; i < exchanges.size(); i++) {
                Outcome outcome = outcomes.get(i).get();
                String line = exchanges.get(i).id() + ": " + outcome.text();
                FamilyResult result = results.computeIfAbsent(
                        exchanges.get(i).family(),
                        family -> FamilyResult.empty(!outcome.kind().equals("unserved")));
                switch (outcome.kind()) {
                    case "read" -> results.put(exchanges.get(i).family(), result.plusRead());
                    case "failure" -> {
                        result.failures().add(line);
                        results.put(exchanges.get(i).family(), result.plusRead());
                    }
                    case "wrong" -> result.wrong().add(line);
                    case "incomplete" -> result.incomplete().add(line);
                    case "error" -> result.errors().add(line);
                    default -> result.refused().add(line);
                }
            }
        }
        return results;
    }

    private Outcome check(int number) {
        RecordedExchange exchange = exchanges.get(number);
        Optional<RecordedWire> wire = RecordedWire.of(exchange);
        if (wire.isEmpty()) {
            return new Outcome("unserved", "no provider");
        }
        ExpectedAnswer whole = read(wire.get(), number, 0);
        ExpectedAnswer cut = read(wire.get(), number, CUTS);
        if (!whole.equals(cut)) {
            return new Outcome("wrong", "whole " + whole + "\n  cut " + cut);
        }
        if (!exchange.isSuccess()) {
            return whole.isProper()
                    ? new Outcome("wrong", "status " + exchange.status() + " read as an answer")
                    : new Outcome("error", whole.failure());
        }
        ExpectedAnswer expected = wire.get().reading().read(exchange);
        if (expected.failure().equals(ExpectedAnswer.INCOMPLETE)) {
            return whole.isProper()
                    ? new Outcome("wrong", "an incomplete body read as an answer")
                    : new Outcome("incomplete", whole.failure());
        }
        if (expected.failure().equals(ExpectedAnswer.NO_ANSWER)) {
            return new Outcome("refused", ExpectedAnswer.NO_ANSWER + "; " + whole.failure());
        }
        if (!expected.isProper()) {
            return whole.isProper()
                    ? new Outcome("wrong", "expected the failure '" + expected.failure() + "', read " + whole)
                    : new Outcome("failure", expected.failure() + " -> " + whole.failure());
        }
        return whole.equals(expected)
                ? new Outcome("read", "")
                : whole.isProper()
                        ? new Outcome("wrong", "\n  expected " + expected + "\n  read     " + whole)
                        : new Outcome("refused", whole.failure());
    }

    private ExpectedAnswer read(RecordedWire wire, int number, int cuts) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + number + "/" + cuts + "/v1");
        LlmProvider provider = wire.provider()
                .apply(new ProviderSetup(
                        http,
                        new ProviderConfiguration(
                                new ProviderId("recorded"), "any", url, "m", List.of(), TIMEOUT, TIMEOUT),
                        Optional.empty()));
        var context = new ProviderContext(
                "m",
                ModelTraits.UNKNOWN,
                GenerationParameters.DEFAULT,
                exchanges.get(number).isStreamed(),
                new SilentListener(),
                new CancellationToken());
        try {
            return ExpectedAnswer.of(provider.sendMessage(
                    McpMessage.of(new SystemInstructions(""), SegmentedContext.task(List.of()), List.of()), context));
        } catch (AgentException e) {
            return ExpectedAnswer.failed(e.code() + " "
                    + e.getMessage().replace(url.toString(), "URL").replace('\n', ' '));
        }
    }

    /** A listener that ignores everything. */
    private static final class SilentListener implements TurnListener {
        @Override
        public void onDelta(String kind, String text) {}

        @Override
        public void onRestart(String reason) {}

        @Override
        public void onNotice(String code, String text) {}
    }

    @Override
    public void close() {
        server.stop(0);
        serverThreads.shutdownNow();
    }
}
