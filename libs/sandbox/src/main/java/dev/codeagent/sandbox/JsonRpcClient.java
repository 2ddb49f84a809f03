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

/** JSON-RPC 2.0 client of an executor, one message per line. */
final class JsonRpcClient {
    private static final int MAX_LINE_LENGTH = 64 << 20;
    private static final int STDERR_TAIL_LENGTH = 2_000;

    private final ExecutorTransport transport;
    private final Writer out;
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong();
    private final StringBuffer stderr = new StringBuffer();
    private volatile boolean closed;
    private volatile boolean eof;

    JsonRpcClient(ExecutorTransport transport, ThreadFactory threads) {
        this.transport = transport;
        this.out = new OutputStreamWriter(new BufferedOutputStream(transport.stdin(), 65536), StandardCharsets.UTF_8);
        threads.newThread(this::readMessages).start();
        threads.newThread(this::readStderr).start();
        terminatePartialLine();
    }

    /** Sends a line end: a client that was killed while writing may have left a partial line. */
    private void terminatePartialLine() {
        write("");
    }

    /** Sends a request and waits for its result. */
    JsonObject request(String method, JsonObject params, Duration timeout) {
        long id = nextId.incrementAndGet();
        var response = new CompletableFuture<JsonObject>();
        pending.put(id, response);
        try {
            // Requests after the end of the streams must fail here.
            if (closed || eof) {
                throw connectionLost();
            }
            send(Json.createObjectBuilder()
                    .add("jsonrpc", "2.0")
                    .add("id", id)
                    .add("method", method)
                    .add("params", params)
                    .build());
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sendNotification(
                    "notifications/cancelled",
                    Json.createObjectBuilder().add("requestId", id).build());
            throw new AgentException(
                    ErrorCode.TOOL_TIMEOUT, "the sandbox did not answer within " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while waiting for the sandbox", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AgentException cause
                    ? new AgentException(cause.code(), cause.getMessage(), e)
                    : new AgentException(ErrorCode.SANDBOX_FAILED, "the sandbox failed: " + e.getCause(), e);
        } finally {
            pending.remove(id);
        }
    }

    void sendNotification(String method, JsonObject params) {
        send(Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("method", method)
                .add("params", params)
                .build());
    }

    /** Stops the executor and all its processes; pending requests fail. */
    void close() {
        closed = true;
        transport.destroy();
        failPending();
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
            failPending();
        }
    }

    private void readMessages() {
        try (var reader = new BufferedReader(new InputStreamReader(transport.stdout(), StandardCharsets.UTF_8))) {
            var line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    handleMessage(line.toString());
                    line.setLength(0);
                } else if (line.length() < MAX_LINE_LENGTH) {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            stderr.append(e.getMessage());
        }
        eof = true;
        failPending();
    }

    private void handleMessage(String line) {
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
        CompletableFuture<JsonObject> response =
                pending.get(message.getJsonNumber("id").longValue());
        if (response == null) {
            return;
        }
        if (message.containsKey("error")) {
            response.completeExceptionally(new AgentException(
                    ErrorCode.SANDBOX_FAILED,
                    "the executor returned an error: "
                            + message.getJsonObject("error").getString("message", "")));
        } else {
            response.complete(message.getJsonObject("result"));
        }
    }

    private void readStderr() {
        byte[] buffer = new byte[4096];
        try (InputStream in = transport.stderr()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                stderr.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                if (stderr.length() > 2 * STDERR_TAIL_LENGTH) {
                    stderr.delete(0, stderr.length() - STDERR_TAIL_LENGTH);
                }
            }
        } catch (IOException e) {
            stderr.append(e.getMessage());
        }
    }

    private void failPending() {
        AgentException reason = connectionLost();
        pending.values().forEach(f -> f.completeExceptionally(reason));
    }

    private AgentException connectionLost() {
        if (closed) {
            return new AgentException(ErrorCode.CANCELLED, "the sandbox was closed");
        }
        return new AgentException(
                ErrorCode.SANDBOX_LOST,
                ("the executor ended " + transport.exitDescription()).strip() + ": "
                        + stderr.toString().strip());
    }
}
