package dev.codeagent.bench.accounting;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.chat.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A model server with the API of OpenAI that records when each request arrived and what it was charged. */
final class RecordingModelServer implements AutoCloseable {
    private static final String CHUNK = """
            data: {"id":"1","object":"chat.completion.chunk","model":"m-1","choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":"stop"}]}

            data: {"id":"1","object":"chat.completion.chunk","model":"m-1","choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,"prompt_tokens_details":{"cached_tokens":%d}}}

            data: [DONE]

            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new ArrayList<>();

    /** A request that was answered. */
    record Request(long arrivedNanos, Usage usage) {}

    private RecordingModelServer(HttpServer server) {
        this.server = server;
    }

    static RecordingModelServer start(Supplier<Usage> charges) throws IOException {
        var server = new RecordingModelServer(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        server.server.setExecutor(server.threads);
        server.server.createContext("/v1/chat/completions", exchange -> server.answer(exchange, charges.get()));
        server.server.start();
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** All requests in the order of their arrival. */
    List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private void answer(HttpExchange exchange, Usage usage) throws IOException {
        synchronized (requests) {
            requests.add(new Request(System.nanoTime(), usage));
        }
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(CHUNK.formatted(
                                usage.inputTokens(), usage.outputTokens(), usage.totalTokens(), usage.cachedTokens())
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
