package dev.codeagent.modelgateway;

import com.sun.net.httpserver.HttpExchange;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Forwards requests to model servers and streams the responses back. */
final class ReverseProxy {
    /** The longest time in which a model server sends nothing; providers give up earlier. */
    private static final Duration MAX_SILENCE = Duration.ofMinutes(30);

    private static final String SILENT = "it sent nothing for " + MAX_SILENCE.toMinutes() + " minutes";
    private static final int MAX_ANSWER_BYTES = 16 << 20;
    private static final byte[] KEEP_ALIVE_COMMENT = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ModelRegistry models;
    private final HttpClient http;
    private final Duration keepAliveInterval;

    /**
     *
     * @param keepAliveInterval the idle time after which a comment is written to a stream, because a disconnected
     * caller is only detected by a write
     */
    ReverseProxy(ModelRegistry models, HttpClient http, Duration keepAliveInterval) {
        this.models = models;
        this.http = http;
        this.keepAliveInterval = keepAliveInterval;
    }

    /**
     * Forwards the request and writes the response of the model.
     *
     * @param path the path in the API of the model server, for example {@code /v1/chat/completions}
     * @throws AgentException if the request fails before a response was started
     */
    void forward(HttpExchange exchange, String path, JsonObject request) throws IOException, InterruptedException {
        ManagedModel model = models.require(modelName(request));
        boolean done = false;
        for (boolean lastAttempt = false; !done; lastAttempt = true) {
            try (ManagedModel.Lease lease = model.lease()) {
                var pipe = new ResponsePipe(exchange, model, lease, request.getBoolean("stream", false));
                done = pipe.run(send(lease, path, upstreamRequestBody(model, request)), lastAttempt);
            }
        }
    }

    /** Returns the response of the model to a request without a stream. */
    JsonObject complete(String path, JsonObject request) throws InterruptedException {
        ManagedModel model = models.require(modelName(request));
        try (ManagedModel.Lease lease = model.lease()) {
            try (UpstreamBody body = await(model, lease, send(lease, path, upstreamRequestBody(model, request)))
                    .body()) {
                JsonObject answer = HttpJson.parseObject(readAll(body));
                lease.reportSuccess();
                return answer;
            } catch (IOException e) {
                throw brokenResponse(model, lease, e);
            }
        }
    }

    private static byte[] readAll(UpstreamBody body) throws IOException, InterruptedException {
        var collected = new ByteArrayOutputStream();
        while (true) {
            switch (body.next(MAX_SILENCE)) {
                case UpstreamBody.Chunk.Bytes bytes -> {
                    if (collected.size() + bytes.bytes().length > MAX_ANSWER_BYTES) {
                        throw new IOException("it is larger than " + (MAX_ANSWER_BYTES >> 20) + " MB");
                    }
                    collected.write(bytes.bytes());
                }
                case UpstreamBody.Chunk.Timeout timeout -> throw new IOException(SILENT);
                case UpstreamBody.Chunk.End end -> {
                    return collected.toByteArray();
                }
            }
        }
    }

    private static String modelName(JsonObject request) {
        return request.get("model") instanceof JsonString name ? name.getString() : "";
    }

    private static byte[] upstreamRequestBody(ManagedModel model, JsonObject request) {
        String served = model.settings().servedName();
        JsonObject rewritten = served.isEmpty()
                ? request
                : Json.createObjectBuilder(request).add("model", served).build();
        return rewritten.toString().getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<HttpResponse<UpstreamBody>> send(ManagedModel.Lease lease, String path, byte[] body) {
        return http.sendAsync(
                HttpRequest.newBuilder(lease.running().address().resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                head -> new UpstreamBody());
    }

    private static HttpResponse<UpstreamBody> await(
            ManagedModel model, ManagedModel.Lease lease, CompletableFuture<HttpResponse<UpstreamBody>> sent)
            throws InterruptedException {
        try {
            return sent.get(MAX_SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CancellationException e) {
            throw brokenResponse(model, lease, e.getCause());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw silent(model);
        }
    }

    private static AgentException silent(ManagedModel model) {
        return new AgentException(
                ErrorCode.PROVIDER_TIMEOUT, "model " + model.settings().name() + ": " + SILENT);
    }

    private static AgentException brokenResponse(
            ManagedModel model, ManagedModel.Lease lease, @Nullable Throwable cause) {
        return model.diagnose(lease.running())
                .orElseGet(() -> new AgentException(
                        ErrorCode.PROVIDER_BROKEN_STREAM,
                        "model " + model.settings().name() + ": the response of its server ended early: " + cause,
                        cause));
    }

    /** One response in progress. */
    private final class ResponsePipe {
        private final HttpExchange exchange;
        private final ManagedModel model;
        private final ManagedModel.Lease lease;
        private final boolean stream;
        private @Nullable OutputStream out;
        private boolean betweenEvents = true;

        ResponsePipe(HttpExchange exchange, ManagedModel model, ManagedModel.Lease lease, boolean stream) {
            this.exchange = exchange;
            this.model = model;
            this.lease = lease;
            this.stream = stream;
        }

        /**
         * Returns true when a response was sent; false if the server was unreachable, so that the request can be sent
         * again.
         */
        boolean run(CompletableFuture<HttpResponse<UpstreamBody>> sent, boolean lastAttempt)
                throws IOException, InterruptedException {
            try {
                sendResponse(awaitHeaders(sent));
                lease.reportSuccess();
                return true;
            } catch (AgentException e) {
                sendError(e);
                return true;
            } catch (ExecutionException e) {
                AgentException reason = brokenResponse(model, lease, e.getCause());
                if (!lastAttempt && out == null && e.getCause() instanceof ConnectException) {
                    return false;
                }
                sendError(reason);
                return true;
            } finally {
                sent.cancel(true);
            }
        }

        /**
         * If the server takes long, a stream is started before its headers arrive, so that a disconnected caller is
         * detected.
         */
        private HttpResponse<UpstreamBody> awaitHeaders(CompletableFuture<HttpResponse<UpstreamBody>> sent)
                throws IOException, InterruptedException, ExecutionException {
            long deadline = System.nanoTime() + MAX_SILENCE.toNanos();
            while (System.nanoTime() - deadline < 0) {
                try {
                    return sent.get(keepAliveInterval.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (stream) {
                        startResponse(200, "text/event-stream");
                        write(KEEP_ALIVE_COMMENT);
                    }
                }
            }
            throw silent(model);
        }

        private void sendResponse(HttpResponse<UpstreamBody> answer) throws IOException, InterruptedException {
            try (UpstreamBody body = answer.body()) {
                if (out != null && answer.statusCode() >= 400) {
                    write(sseEvent(new String(readAll(body), StandardCharsets.UTF_8)));
                    return;
                }
                startResponse(
                        answer.statusCode(),
                        answer.headers().firstValue("Content-Type").orElse("application/json"));
                copyBody(body);
            }
        }

        private static byte[] sseEvent(String json) {
            return ("data: " + json.replaceAll("\\R", " ") + "\n\n").getBytes(StandardCharsets.UTF_8);
        }

        private void startResponse(int status, String type) throws IOException {
            if (out == null) {
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                exchange.sendResponseHeaders(status, 0);
                out = exchange.getResponseBody();
            }
        }

        private void copyBody(UpstreamBody body) throws IOException, InterruptedException {
            long lastNanos = System.nanoTime();
            while (true) {
                UpstreamBody.Chunk piece;
                try {
                    piece = body.next(keepAliveInterval);
                } catch (IOException e) {
                    sendError(brokenResponse(model, lease, e));
                    return;
                }
                switch (piece) {
                    case UpstreamBody.Chunk.Bytes bytes -> {
                        write(bytes.bytes());
                        lease.reportProgress();
                        lastNanos = System.nanoTime();
                    }
                    case UpstreamBody.Chunk.Timeout timeout -> {
                        if (System.nanoTime() - lastNanos > MAX_SILENCE.toNanos()) {
                            sendError(silent(model));
                            return;
                        }
                        if (stream && betweenEvents) {
                            write(KEEP_ALIVE_COMMENT);
                        }
                    }
                    case UpstreamBody.Chunk.End end -> {
                        return;
                    }
                }
            }
        }

        private void write(byte[] bytes) throws IOException {
            OutputStream started = Objects.requireNonNull(out);
            started.write(bytes);
            started.flush();
            int n = bytes.length;
            betweenEvents = n == 0 ? betweenEvents : n > 1 && bytes[n - 1] == '\n' && bytes[n - 2] == '\n';
        }

        /**
         * Sends the error as the response if none was started, or as the last event of a stream; otherwise aborts the
         * response.
         */
        private void sendError(AgentException e) throws IOException {
            if (out == null) {
                throw e;
            }
            if (!stream) {
                throw new IOException(e.getMessage(), e);
            }
            write((betweenEvents ? "" : "\n\n").getBytes(StandardCharsets.US_ASCII));
            write(sseEvent(HttpJson.errorBody(e).toString()));
        }
    }
}
