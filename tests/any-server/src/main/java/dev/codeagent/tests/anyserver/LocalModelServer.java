package dev.codeagent.tests.anyserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The part of Ollama's API that lists, downloads and deletes models; made from its documentation. */
final class LocalModelServer implements AutoCloseable {
    /** The name of a model whose download does not end before it is cancelled. */
    static final String ENDLESS = "endless:1b";

    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> models = new CopyOnWriteArrayList<>(List.of("first:1b"));
    final CountDownLatch cancelled = new CountDownLatch(1);

    LocalModelServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> models() {
        return List.copyOf(models);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (exchange.getRequestURI().getPath()) {
            case "/api/version" -> respond(exchange, 200, "{\"version\":\"0.30.0\"}");
            case "/api/ps" -> respond(exchange, 200, "{\"models\":[]}");
            case "/api/show" ->
                respond(exchange, 200, "{\"capabilities\":[\"completion\",\"tools\"],\"model_info\":{}}");
            case "/api/tags" ->
                respond(
                        exchange,
                        200,
                        models.stream()
                                .map(m -> "{\"name\":\"" + m + "\",\"model\":\"" + m + "\",\"size\":2500000000}")
                                .collect(Collectors.joining(",", "{\"models\":[", "]}")));
            case "/api/chat" ->
                respond(
                        exchange,
                        200,
                        "{\"message\":{\"role\":\"assistant\",\"content\":\"OK\"},\"done\":true,"
                                + "\"done_reason\":\"stop\",\"prompt_eval_count\":5,\"eval_count\":1}\n");
            case "/api/pull" -> pull(exchange, modelOf(body));
            case "/api/delete" -> respond(exchange, models.remove(modelOf(body)) ? 200 : 404, "");
            default -> respond(exchange, 404, "{\"error\":\"not found\"}");
        }
    }

    private static String modelOf(String body) {
        try (var reader = Json.createReader(new StringReader(body))) {
            JsonObject json = reader.readObject();
            return json.getString("model", json.getString("name", ""));
        }
    }

    private void pull(HttpExchange exchange, String model) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            write(out, "{\"status\":\"pulling manifest\"}");
            for (int i = 1; i <= 4 || model.equals(ENDLESS) && closing.getCount() > 0; i++) {
                write(
                        out,
                        "{\"status\":\"pulling layer\",\"digest\":\"sha256:1\",\"total\":1000000000,\"completed\":"
                                + Math.min(i * 200_000_000L, 900_000_000L) + "}");
                closing.await(50, TimeUnit.MILLISECONDS);
            }
            write(out, "{\"status\":\"success\"}");
            models.add(model);
        } catch (IOException e) {
            cancelled.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
