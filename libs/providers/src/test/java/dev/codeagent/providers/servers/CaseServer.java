package dev.codeagent.providers.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/** A server that gives the answers of a case, and records its requests. */
final class CaseServer implements AutoCloseable {
    private final List<CaseAnswer> answers;
    private final String models;
    private final Map<CaseAnswer, Integer> given = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer http;

    /** A request as it arrived. */
    record Request(String line, String head, String body) {
        /** Whether it asks Ollama to describe a model. */
        boolean isDescription() {
            return line.startsWith("POST /api/show");
        }
    }

    /** @param models the list of models, given to every GET that no answer matches */
    CaseServer(List<CaseAnswer> answers, String models) throws IOException {
        this.answers = answers;
        this.models = models;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::serve);
        http.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        var head = new StringBuilder();
        exchange.getRequestHeaders().forEach((name, values) -> head.append(name + ": " + values.getFirst() + "\n"));
        var request = new Request(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                head.toString(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Optional<CaseAnswer> answer = select(request);
        try {
            if (answer.isPresent()) {
                send(exchange, answer.get());
            } else if (request.line().startsWith("GET ")) {
                sendBody(exchange, 200, models);
            } else if (request.isDescription()) {
                sendBody(exchange, 200, "{}");
            } else {
                sendBody(exchange, 418, "{\"error\":\"the case has no answer to this request\"}");
            }
        } catch (IOException | InterruptedException e) {
            // The client closed the connection.
        } finally {
            exchange.close();
        }
    }

    private synchronized Optional<CaseAnswer> select(Request request) {
        requests.add(request);
        for (CaseAnswer answer : answers) {
            boolean isFree = answer.times() == 0 || given.getOrDefault(answer, 0) < answer.times();
            boolean matches = answer.on().matcher(request.line()).find()
                    && answer.when().matcher(request.head() + request.body()).find();
            if (isFree && matches) {
                given.merge(answer, 1, Integer::sum);
                return Optional.of(answer);
            }
        }
        return Optional.empty();
    }

    private static void sendBody(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void send(HttpExchange exchange, CaseAnswer answer) throws IOException, InterruptedException {
        Thread.sleep(answer.holdMillis());
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, withDate(value)));
        if (answer.gzip()) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(answer.status(), 0);
        OutputStream out = exchange.getResponseBody();
        for (byte[] piece : answer.gzip() ? List.of(compress(answer.pieces())) : answer.pieces()) {
            out.write(piece);
            out.flush();
            Thread.sleep(answer.pauseMillis());
        }
        if (answer.open()) {
            closed.await();
        }
    }

    /** An HTTP date some seconds ahead, for {@code date+SECONDS}. */
    private static String withDate(String value) {
        return value.startsWith("date+")
                ? DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now()
                        .plusSeconds(Long.parseLong(value.substring(5)))
                        .atOffset(ZoneOffset.UTC))
                : value;
    }

    private static byte[] compress(List<byte[]> pieces) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            for (byte[] piece : pieces) {
                gzip.write(piece);
            }
        }
        return packed.toByteArray();
    }

    synchronized List<Request> posts() {
        return requests.stream()
                .filter(r -> r.line().startsWith("POST ") && !r.isDescription())
                .toList();
    }

    String origin() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
    }
}
