package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * JSON-RPC 2.0 client of an executor, one message per line. An answer that is malformed or too large fails its own
 * request only.
 */
final class JsonRpcClient {
    /** Enough for every answer, except for a patch. */
    static final int MAX_ANSWER_CHARS = 8 << 20;

    /** A patch of 24 MiB in base64. */
    static final int MAX_PATCH_CHARS = 32 << 20;

    /** What the executor reads. */
    private static final int MAX_REQUEST_CHARS = 16 << 20;

    private static final int STDERR_TAIL_LENGTH = 2_000;
    private final ExecutorTransport transport;
    private final Writer out;
    private final PendingRequests pending = new PendingRequests(this::appendStderr);
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
        return request(method, params, timeout, MAX_ANSWER_CHARS);
    }

    /**
     * Sends a request and waits for its result.
     *
     * @throws AgentException SANDBOX_FAILED if the answer is malformed or longer than {@code maxAnswerChars}
     */
    JsonObject request(String method, JsonObject params, Duration timeout, int maxAnswerChars) {
        PendingRequests.Request request = pending.add(method, maxAnswerChars);
        try {
            // Requests after the end of the streams must fail here.
            if (closed || eof) {
                throw connectionLost();
            }
            send(Json.createObjectBuilder()
                    .add("jsonrpc", "2.0")
                    .add("id", request.id())
                    .add("method", method)
                    .add("params", params)
                    .build());
            return request.response().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sendNotification(
                    "notifications/cancelled",
                    Json.createObjectBuilder().add("requestId", request.id()).build());
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
            pending.remove(request);
        }
    }

    /** @param listener receives the token and the text of progress notifications; throws nothing */
    void onProgress(BiConsumer<String, String> listener) {
        pending.onProgress(listener);
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
        String line = message.toString();
        if (line.length() > MAX_REQUEST_CHARS) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED,
                    "a request to the sandbox has more than " + MAX_REQUEST_CHARS + " characters");
        }
        write(line);
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
        try (var reader = new InputStreamReader(transport.stdout(), StandardCharsets.UTF_8)) {
            var lines = new ExecutorLineReader(reader, pending::maxAnswerChars);
            for (var line = lines.readLine(); line.isPresent(); line = lines.readLine()) {
                // The executor was killed while it wrote the last line.
                if (line.get().complete()) {
                    pending.handleLine(line.get());
                }
            }
        } catch (IOException e) {
            appendStderr(String.valueOf(e.getMessage()));
        }
        eof = true;
        failPending();
    }

    private void readStderr() {
        byte[] buffer = new byte[4096];
        try (InputStream in = transport.stderr()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                appendStderr(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            appendStderr(String.valueOf(e.getMessage()));
        }
    }

    private void appendStderr(String text) {
        synchronized (stderr) {
            stderr.append(text);
            if (stderr.length() > 2 * STDERR_TAIL_LENGTH) {
                stderr.delete(0, stderr.length() - STDERR_TAIL_LENGTH);
            }
        }
    }

    private void failPending() {
        pending.failAll(connectionLost());
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
