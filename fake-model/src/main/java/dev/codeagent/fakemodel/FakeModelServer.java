package dev.codeagent.fakemodel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves a script over HTTP on the loopback address; each request runs on its own virtual thread. */
public final class FakeModelServer implements AutoCloseable {
    private static final int BACKLOG = 1024;

    static {
        // Sends each chunk immediately; otherwise the kernel waits for the acknowledgement of the previous one.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final TurnSelector selector;
    private final PrintStream log;

    private FakeModelServer(Script script, HttpServer http, PrintStream log) {
        this.selector = new TurnSelector(script);
        this.http = http;
        this.log = log;
    }

    /**
     * Starts a server; port 0 selects a free port. Requests that the script does not expect are written to {@code log}.
     */
    static FakeModelServer start(Script script, int port, PrintStream log) throws IOException {
        byte[] loopback = {127, 0, 0, 1};
        var address = new InetSocketAddress(InetAddress.getByAddress(loopback), port);
        var server = new FakeModelServer(script, HttpServer.create(address, BACKLOG), log);
        server.http.setExecutor(server.threads);
        server.http.createContext("/", server::handle);
        server.http.start();
        return server;
    }

    /** Returns the base URL for the configuration of a provider. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/v1");
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            route(exchange, body);
        } catch (HttpErrorException e) {
            if (e.isUnexpectedRequest()) {
                log.println("unexpected request: " + e.getMessage());
            }
            e.retryAfter().ifPresent(s -> exchange.getResponseHeaders().set("Retry-After", String.valueOf(s)));
            send(exchange, e.status(), e.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.println("request failed: " + e);
            throw e; // The HTTP server closes the connection.
        }
        exchange.close();
    }

    private void route(HttpExchange exchange, String body) throws IOException, InterruptedException {
        String key = apiKey(exchange);
        selector.checkKey(key);
        String endpoint =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        switch (endpoint) {
            case "GET /v1/models" -> send(exchange, 200, modelList().toString());
            case "POST /v1/chat/completions" -> complete(exchange, key, body);
            default ->
                throw HttpErrorException.notFound(
                        "unknown endpoint " + endpoint + "; use GET /v1/models or POST /v1/chat/completions");
        }
    }

    private static String apiKey(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return header != null && header.startsWith("Bearer ")
                ? header.substring(7).strip()
                : "";
    }

    private void complete(HttpExchange exchange, String key, String body) throws IOException, InterruptedException {
        ModelRequest request = ModelRequest.parse(body);
        TurnSelector.SelectedTurn selected = selector.select(key, request, body);
        String model = request.model().isEmpty() ? selector.models().getFirst() : request.model();
        var completion = new ChatCompletion(selected, model, body.length());
        Thread.sleep(selected.turn().pacing().firstDelayMs());
        if (request.options().stream()) {
            stream(exchange, completion, request.options().includeUsage());
        } else if (selected.disconnectAfter().isPresent()) {
            throw new IOException("connection closed as scripted");
        } else {
            send(exchange, 200, completion.toResponse().toString());
        }
    }

    private static void stream(HttpExchange exchange, ChatCompletion completion, boolean includeUsage)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        write(out, completion.firstChunk());
        List<Supplier<JsonObject>> chunks = completion.contentChunks();
        int disconnectAfter = completion.selected().disconnectAfter().orElse(Integer.MAX_VALUE);
        for (int i = 0; i < chunks.size(); i++) {
            if (i == disconnectAfter) {
                throw new IOException("connection closed as scripted");
            }
            if (i > 0) {
                Thread.sleep(completion.selected().turn().pacing().delayMs());
            }
            write(out, chunks.get(i).get());
        }
        if (disconnectAfter < Integer.MAX_VALUE) {
            throw new IOException("connection closed as scripted");
        }
        write(out, completion.lastChunk());
        if (includeUsage) {
            write(out, completion.usageChunk());
        }
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.close();
    }

    private static void write(OutputStream out, JsonObject data) throws IOException {
        // One write and one flush produce one HTTP chunk.
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private JsonObject modelList() {
        JsonArrayBuilder data = Json.createArrayBuilder();
        selector.models()
                .forEach(m -> data.add(Json.createObjectBuilder()
                        .add("id", m)
                        .add("object", "model")
                        .add("created", 0)
                        .add("owned_by", "script")));
        return Json.createObjectBuilder()
                .add("object", "list")
                .add("data", data)
                .build();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
