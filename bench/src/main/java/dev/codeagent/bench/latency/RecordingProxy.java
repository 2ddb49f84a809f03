package dev.codeagent.bench.latency;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reverse proxy of the model server that records when the first request of each marked command arrives. */
final class RecordingProxy implements AutoCloseable {
    /** The mark in the prompt of a command. */
    static final Pattern MARK = Pattern.compile("mark-\\d+-\\d+");

    private final HttpServer server;
    private final URI target;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

    private RecordingProxy(HttpServer server, URI target) {
        this.server = server;
        this.target = target;
    }

    static RecordingProxy start(String target) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var proxy = new RecordingProxy(HttpServer.create(address, 256), URI.create(target));
        proxy.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        proxy.server.createContext("/", proxy::handle);
        proxy.server.start();
        return proxy;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + target.getPath();
    }

    /** Returns the {@link System#nanoTime} of the first model request for the command. */
    OptionalLong firstRequestNanos(String mark) {
        Long arrivalNanos = arrivals.get(mark);
        return arrivalNanos == null ? OptionalLong.empty() : OptionalLong.of(arrivalNanos);
    }

    private void handle(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        byte[] body = exchange.getRequestBody().readAllBytes();
        recordArrival(new String(body, StandardCharsets.UTF_8), now);
        try (exchange) {
            HttpResponse<InputStream> response =
                    http.send(forward(exchange, body), HttpResponse.BodyHandlers.ofInputStream());
            response.headers()
                    .firstValue("content-type")
                    .ifPresent(t -> exchange.getResponseHeaders().set("Content-Type", t));
            exchange.sendResponseHeaders(response.statusCode(), 0);
            response.body().transferTo(exchange.getResponseBody());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A conversation contains the marks of earlier commands; the last mark belongs to the current one. */
    private void recordArrival(String body, long now) {
        Matcher marks = MARK.matcher(body);
        String last = "";
        while (marks.find()) {
            last = marks.group();
        }
        arrivals.putIfAbsent(last, now);
    }

    private HttpRequest forward(HttpExchange exchange, byte[] body) {
        URI uri = target.resolve(exchange.getRequestURI().getPath());
        var request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json");
        String key = exchange.getRequestHeaders().getFirst("Authorization");
        if (key != null) {
            request.header("Authorization", key);
        }
        return request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
