package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.text.UnicodeText;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
    private static final int MAX_SHOWN_LENGTH = 200;
    private static final int MAX_ERROR_LENGTH = 2_000;
    private static final BoundedJson.Limits ANSWER_LIMITS = new BoundedJson.Limits(MAX_PATCH_CHARS, 100, 2_000_000);
    /** The id of a message that cannot be parsed. */
    private static final Pattern ID =
            Pattern.compile("\\s*\\{\\s*(?:\"jsonrpc\"\\s*:\\s*\"2\\.0\"\\s*,\\s*)?\"id\"\\s*:\\s*(\\d{1,18})\\s*[,}]");

    private final ExecutorTransport transport;
    private final Writer out;
    private final Map<Long, PendingRequest> pending = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong();
    private final StringBuffer stderr = new StringBuffer();
    private volatile boolean closed;
    private volatile boolean eof;
    /** Whether the executor has answered this client; before, it may answer a line of the client before. */
    private boolean answered;

    private record PendingRequest(String method, int maxAnswerChars, CompletableFuture<JsonObject> response) {
        void fail(String reason) {
            response.completeExceptionally(new AgentException(ErrorCode.SANDBOX_FAILED, reason));
        }
    }

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
        long id = nextId.incrementAndGet();
        var response = new CompletableFuture<JsonObject>();
        pending.put(id, new PendingRequest(method, maxAnswerChars, response));
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
            var lines = new ExecutorLineReader(reader, MAX_PATCH_CHARS);
            for (var line = lines.readLine(); line.isPresent(); line = lines.readLine()) {
                // The executor was killed while it wrote the last line.
                if (line.get().complete()) {
                    handleLine(line.get());
                }
            }
        } catch (IOException e) {
            appendStderr(String.valueOf(e.getMessage()));
        }
        eof = true;
        failPending();
    }

    private void handleLine(ExecutorLineReader.Line line) {
        String text = line.text();
        if (!text.stripLeading().startsWith("{")) {
            appendStderr("not JSON: " + UnicodeText.prefix(text, MAX_SHOWN_LENGTH));
        } else if (line.tooLong()) {
            failRequestOf(text, "is larger than " + MAX_PATCH_CHARS + " characters");
        } else {
            try {
                handleMessage(BoundedJson.readObject(text, ANSWER_LIMITS), text.length());
            } catch (AgentException e) {
                failRequestOf(text, "is " + e.getMessage());
            }
        }
    }

    private void handleMessage(JsonObject message, int length) {
        JsonValue error = message.getOrDefault("error", JsonValue.NULL);
        switch (message.getOrDefault("id", JsonValue.NULL)) {
            case JsonNumber number
            when number.isIntegral() && pending.containsKey(number.longValue()) ->
                respond(pending.remove(number.longValue()), message, error, length);
            case JsonNumber number
            when number.isIntegral() && isSent(number.longValue()) ->
                appendStderr("late answer to request " + number.longValue());
            case JsonValue id
            when id != JsonValue.NULL -> failOnlyRequest("the executor answered a request that was not sent");
            case JsonValue none
            when error != JsonValue.NULL && answered ->
                failOnlyRequest("the executor could not read the request: " + errorMessage(error));
            default -> {} // a notification
        }
    }

    private boolean isSent(long id) {
        return id > 0 && id <= nextId.get();
    }

    private void respond(@Nullable PendingRequest request, JsonObject message, JsonValue error, int length) {
        answered = true;
        if (request == null) {
            return;
        }
        if (error != JsonValue.NULL) {
            request.fail("the executor returned an error: " + errorMessage(error));
        } else if (length > request.maxAnswerChars()) {
            request.fail("the answer of the executor to " + request.method() + " is larger than "
                    + request.maxAnswerChars() + " characters");
        } else if (message.get("result") instanceof JsonObject result) {
            request.response().complete(result);
        } else {
            request.fail("the answer of the executor to " + request.method() + " has no result");
        }
    }

    private static String errorMessage(JsonValue error) {
        return error instanceof JsonObject object && object.get("message") instanceof JsonString text
                ? UnicodeText.prefix(text.getString(), MAX_ERROR_LENGTH)
                : "";
    }

    /** Fails the request that an unreadable answer belongs to, as far as that can be known; the others continue. */
    private void failRequestOf(String line, String problem) {
        Matcher id = ID.matcher(line);
        String reason = "the answer of the executor " + problem;
        if (id.lookingAt()) {
            PendingRequest request = pending.remove(Long.parseLong(id.group(1)));
            if (request != null) {
                request.fail(reason);
            }
        } else {
            failOnlyRequest(reason);
        }
    }

    private void failOnlyRequest(String reason) {
        List<PendingRequest> all = List.copyOf(pending.values());
        if (all.size() == 1) {
            all.getFirst().fail(reason);
        } else {
            appendStderr(reason);
        }
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
        AgentException reason = connectionLost();
        pending.values().forEach(request -> request.response().completeExceptionally(reason));
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
