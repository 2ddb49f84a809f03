package dev.codeagent.bench.escapes.server;

import static dev.codeagent.bench.escapes.server.HostileHttpServer.JSON_HEAD;
import static dev.codeagent.bench.escapes.server.HostileHttpServer.STREAM_HEAD;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.bench.escapes.server.SmallHeap.Handler;
import dev.codeagent.messaging.EventHub;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A model, an executor or a client sends too much, too slowly, or what cannot be read. */
final class BoundAttempts {
    private static final String LONG_TEXT = "x".repeat(60_000);

    private BoundAttempts() {}

    static List<ServerAttempt> all() {
        var all = new ArrayList<ServerAttempt>();
        answers()
                .forEach((name, parts) -> all.add(ServerAttempt.of(
                        "bounds/answer-size[" + name + "]",
                        "a model sends an answer without end; the JVM has 64 MB",
                        target -> answerWith(parts, Handler.PROVIDER),
                        target -> answerWith(parts, Handler.UNBOUNDED_HTTP))));
        for (String kind : List.of("nesting", "elements", "number")) {
            all.add(ServerAttempt.of(
                    "bounds/json[" + kind + "]",
                    "sends JSON that is small and that is large when it is parsed",
                    target -> SmallHeap.run(Handler.JSON, kind),
                    target -> SmallHeap.run(Handler.UNBOUNDED_JSON, kind)));
        }
        all.add(ServerAttempt.of(
                "bounds/price",
                "configures a price of 1e999999999",
                target -> storePrice().or(() -> heap(Handler.PRICE, "1e999999999")),
                target -> SmallHeap.run(Handler.UNBOUNDED_PRICE, "1e999999999")));
        all.add(ServerAttempt.of(
                "bounds/slow-models",
                "sends a list of models byte by byte without end",
                target -> listSlowModels(),
                target -> getSlowly()));
        all.add(ServerAttempt.of(
                "bounds/executor-line",
                "an executor sends a line of 300 MB; the JVM has 256 MB",
                target -> SmallHeap.run(Handler.EXECUTOR, ""),
                target -> SmallHeap.run(Handler.UNBOUNDED_LINE, "")));
        executorAnswers()
                .forEach((name, line) -> all.add(ServerAttempt.of(
                        "bounds/executor-answer[" + name + "]",
                        "an executor sends an answer that cannot be read, so that its reader ends or the caller waits",
                        target -> callExecutor(line),
                        target -> readWithoutChecks(line))));
        all.add(ServerAttempt.of(
                "bounds/failing-client",
                "a client whose connection fails while an event is sent to it ends the run",
                target -> publishToFailingClient(),
                target -> notifyWithoutProtection()));
        return all;
    }

    private record Parts(String head, String part) {}

    private static Map<String, Parts> answers() {
        var all = new LinkedHashMap<String, Parts>();
        String delta = "data: {\"choices\":[{\"delta\":{%s}}]}\n\n";
        all.put("text", new Parts(STREAM_HEAD, delta.formatted("\"content\":\"" + LONG_TEXT + "\"")));
        all.put("thinking", new Parts(STREAM_HEAD, delta.formatted("\"reasoning\":\"" + LONG_TEXT + "\"")));
        all.put(
                "arguments",
                new Parts(
                        STREAM_HEAD,
                        delta.formatted(
                                "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + LONG_TEXT + "\"}}]")));
        String space = delta.formatted("\"content\":\"" + " ".repeat(60_000) + "\"");
        all.put("leading-space", new Parts(STREAM_HEAD, space));
        all.put(
                "space-after-thinking",
                new Parts(STREAM_HEAD + delta.formatted("\"content\":\"<think>x</think>\""), space));
        all.put("line", new Parts(STREAM_HEAD + "data: ", LONG_TEXT));
        all.put("event", new Parts(STREAM_HEAD, "data: " + LONG_TEXT + "\n"));
        all.put("comments", new Parts(STREAM_HEAD, (": " + "x".repeat(100) + "\n\n").repeat(500)));
        all.put("body", new Parts(JSON_HEAD, LONG_TEXT));
        all.put("error", new Parts("HTTP/1.1 400 Bad\r\n\r\n", LONG_TEXT));
        all.put("header", new Parts("HTTP/1.1 200 OK\r\nX: ", LONG_TEXT));
        all.put(
                "chunks",
                new Parts(
                        JSON_HEAD.strip() + "\r\nTransfer-Encoding: chunked\r\n\r\n", "ea60\r\n" + LONG_TEXT + "\r\n"));
        return all;
    }

    private static Optional<String> answerWith(Parts parts, Handler handler) throws IOException, InterruptedException {
        try (var server = HostileHttpServer.repeating(parts.head(), parts.part(), 0)) {
            return SmallHeap.run(handler, server.url());
        }
    }

    private static Optional<String> heap(Handler handler, String argument) {
        try {
            return SmallHeap.run(handler, argument);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> storePrice() {
        var providers = new ProviderFixture(Map.of());
        var price = new dev.codeagent.api.provider.ProviderConfiguration.Price("m-1", "1e999999999", "1", "");
        try {
            providers.put(ProviderFixture.configuration("mine", "https://a.example/v1", price), "");
        } catch (AgentException e) {
            // Refused.
        }
        return providers.isStored("mine") ? Optional.of("the price was stored") : Optional.empty();
    }

    private static Optional<String> listSlowModels() throws Exception {
        try (var server = HostileHttpServer.repeating(JSON_HEAD, " ", 50)) {
            var providers = new ProviderFixture(Map.of());
            providers.put(ProviderFixture.configuration("mine", server.url()), "");
            return runsLongerThan(20, () -> providers.test("mine"));
        }
    }

    /** With the timeout of a request, which ends with the headers. */
    private static Optional<String> getSlowly() throws Exception {
        try (var server = HostileHttpServer.repeating(JSON_HEAD, " ", 50)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/models"))
                    .timeout(Duration.ofSeconds(1))
                    .build();
            return runsLongerThan(3, () -> {
                try {
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private static Optional<String> runsLongerThan(int seconds, Runnable action) throws Exception {
        CompletableFuture<Void> run = CompletableFuture.runAsync(
                action, task -> Thread.ofPlatform().daemon().start(task));
        try {
            run.get(seconds, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of("it still waits after " + seconds + " s");
        }
    }

    /** Lines in which ID stands for the id of the request. */
    private static Map<String, String> executorAnswers() {
        var all = new LinkedHashMap<String, String>();
        all.put("truncated", "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{");
        all.put("text-id", "{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"result\":{}}");
        all.put("other-id", "{\"jsonrpc\":\"2.0\",\"id\":99999,\"result\":{}}");
        all.put("no-result", "{\"jsonrpc\":\"2.0\",\"id\":ID}");
        all.put("wrong-result", "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":7}");
        all.put("wrong-error", "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":7}");
        all.put(
                "nesting",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}}");
        all.put("number", "{\"jsonrpc\":\"2.0\",\"id\":1e999999999,\"result\":{}}");
        return all;
    }

    private static Optional<String> callExecutor(String line) throws IOException {
        long start = System.nanoTime();
        String first =
                HostileExecutor.callTwice((id, out) -> HostileExecutor.write(out, line.replace("ID", id) + "\n"));
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return first.startsWith("SANDBOX_FAILED") && time.toSeconds() < 15
                ? Optional.empty()
                : Optional.of(first + " after " + time.toSeconds() + " s");
    }

    /** A reader that trusts the executor: it ends with an exception, or no caller gets an answer. */
    private static Optional<String> readWithoutChecks(String line) {
        try (var reader = jakarta.json.Json.createReader(new StringReader(line.replace("ID", "7")))) {
            var message = reader.readObject();
            var future = new CompletableFuture<jakarta.json.JsonObject>();
            if (message.getJsonNumber("id").longValue() == 7) {
                var result =
                        message.containsKey("error") ? message.getJsonObject("error") : message.getJsonObject("result");
                future.complete(java.util.Objects.requireNonNull(result));
            }
            return future.isDone() ? Optional.empty() : Optional.of("the caller waits for its timeout");
        } catch (RuntimeException e) {
            return Optional.of("the reader ended: " + e.getClass().getSimpleName());
        }
    }

    private static RunEvent notice() {
        return new RunEvent.Notice(RunEvent.Notice.Level.INFO, "test", "text");
    }

    private static Optional<String> publishToFailingClient() {
        var run = new RunId("run-1");
        var stored = new ArrayList<RecordedEvent>();
        var journal = (RunJournal) Proxy.newProxyInstance(
                RunJournal.class.getClassLoader(), new Class<?>[] {RunJournal.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "append" -> stored.addAll(castEvents(arguments[0]));
                        case "readAfter" -> {
                            return stored.stream()
                                    .filter(e -> e.seq() > (long) arguments[1])
                                    .toList();
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
        var hub = new EventHub(journal, Clock.systemUTC());
        hub.open(
                run,
                new RunEvent.Created(
                        "p-1",
                        "s-1",
                        "local",
                        "/code",
                        List.of(),
                        "x",
                        List.of(),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        hub.subscribe(new RunCursor(run, 1, "", 0), new FailingClient());
        try {
            hub.publish(run, notice());
            hub.publishDelta(run, "coding", "b-1", "text", "x");
            return stored.size() == 2 ? Optional.empty() : Optional.of("the event is not stored");
        } catch (RuntimeException e) {
            return Optional.of("the publisher of the run failed: " + e);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<RecordedEvent> castEvents(Object events) {
        return (List<RecordedEvent>) events;
    }

    private static Optional<String> notifyWithoutProtection() {
        try {
            List.of(new FailingClient())
                    .forEach(client -> client.onDelta(new TextDelta(new RunId("run-1"), "s", "b", "text", 0, "x", 1)));
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("the publisher failed: " + e);
        }
    }

    private static final class FailingClient implements RunEventSource.Listener {
        @Override
        public void onEvent(RecordedEvent event) {
            throw new IllegalStateException("the socket is closed");
        }

        @Override
        public void onDelta(TextDelta delta) {
            throw new IllegalStateException("the text cannot be encoded");
        }

        @Override
        public void onStalled(RunId run, AgentException reason) {
            throw new IllegalStateException("the queue is full");
        }
    }
}
