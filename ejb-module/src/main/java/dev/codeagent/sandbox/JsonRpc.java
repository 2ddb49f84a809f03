package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** JSON-RPC 2.0 with an executor, one message a line. */
final class JsonRpc {
    private static final int MAX_LINE = 64 << 20;
    private static final int STDERR_TAIL = 2_000;

    private final ExecutorLink link;
    private final Writer out;
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final StringBuffer stderr = new StringBuffer();
    private volatile boolean closed;
    private volatile boolean ended;

    JsonRpc(ExecutorLink link, ThreadFactory threads) {
        this.link = link;
        this.out = new OutputStreamWriter(new BufferedOutputStream(link.input(), 65536), StandardCharsets.UTF_8);
        threads.newThread(this::read).start();
        threads.newThread(this::drain).start();
        endHalfLine();
    }

    /** A client that was killed as it wrote may have left half a line, to which our first one would be glued. */
    private void endHalfLine() {
        write("");
    }

    /** Sends a request and waits for its result. */
    JsonObject request(String method, JsonObject params, Duration limit) {
        long id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonObject>();
        pending.put(id, answer);
        try {
            // Whoever asks after the streams' end is told by nobody else.
            if (closed || ended) {
                throw gone();
            }
            send(Json.createObjectBuilder()
                    .add("jsonrpc", "2.0")
                    .add("id", id)
                    .add("method", method)
                    .add("params", params)
                    .build());
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            notify(
                    "notifications/cancelled",
                    Json.createObjectBuilder().add("requestId", id).build());
            throw new AgentException(
                    ErrorCode.TOOL_TIMEOUT, "the sandbox gave no answer for " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while the sandbox worked", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AgentException known
                    ? new AgentException(known.code(), known.getMessage(), e)
                    : new AgentException(ErrorCode.SANDBOX_FAILED, "the sandbox failed: " + e.getCause(), e);
        } finally {
            pending.remove(id);
        }
    }

    void notify(String method, JsonObject params) {
        send(Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("method", method)
                .add("params", params)
                .build());
    }

    /** Ends the executor and all that it started; whoever waits is told. */
    void close() {
        closed = true;
        link.destroy();
        failAll();
    }

    private void send(JsonObject message) {
        write(message.toString());
    }

    private synchronized void write(String line) {
        try {
            out.write(line);
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            failAll();
        }
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(link.output(), StandardCharsets.UTF_8))) {
            var line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    receive(line.toString());
                    line.setLength(0);
                } else if (line.length() < MAX_LINE) {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            stderr.append(e.getMessage());
        }
        ended = true;
        failAll();
    }

    private void receive(String line) {
        JsonObject message;
        try (var json = Json.createReader(new StringReader(line))) {
            message = json.readObject();
        } catch (JsonException e) {
            stderr.append("not JSON: ").append(line, 0, Math.min(200, line.length()));
            return;
        }
        if (!message.containsKey("id") || message.isNull("id")) {
            return;
        }
        CompletableFuture<JsonObject> answer =
                pending.get(message.getJsonNumber("id").longValue());
        if (answer == null) {
            return;
        }
        if (message.containsKey("error")) {
            answer.completeExceptionally(new AgentException(
                    ErrorCode.SANDBOX_FAILED,
                    "the executor refused: " + message.getJsonObject("error").getString("message", "")));
        } else {
            answer.complete(message.getJsonObject("result"));
        }
    }

    private void drain() {
        byte[] buffer = new byte[4096];
        try (InputStream in = link.errors()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                stderr.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                if (stderr.length() > 2 * STDERR_TAIL) {
                    stderr.delete(0, stderr.length() - STDERR_TAIL);
                }
            }
        } catch (IOException e) {
            stderr.append(e.getMessage());
        }
    }

    private void failAll() {
        AgentException reason = gone();
        pending.values().forEach(f -> f.completeExceptionally(reason));
    }

    private AgentException gone() {
        if (closed) {
            return new AgentException(ErrorCode.CANCELLED, "the sandbox was closed");
        }
        return new AgentException(
                ErrorCode.SANDBOX_LOST,
                ("the executor ended " + link.ending()).strip() + ": "
                        + stderr.toString().strip());
    }
}
