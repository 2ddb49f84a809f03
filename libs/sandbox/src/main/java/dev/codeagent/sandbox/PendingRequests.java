package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.text.UnicodeText;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The requests that wait for an answer, and the lines of the executor that answer them. */
final class PendingRequests {
    private static final int MAX_SHOWN_LENGTH = 200;
    private static final int MAX_ERROR_LENGTH = 2_000;
    private static final BoundedJson.Limits ANSWER_LIMITS =
            new BoundedJson.Limits(JsonRpcClient.MAX_PATCH_CHARS, 100, 2_000_000);
    /** The id of a message that cannot be parsed. */
    private static final Pattern ID =
            Pattern.compile("\\s*\\{\\s*(?:\"jsonrpc\"\\s*:\\s*\"2\\.0\"\\s*,\\s*)?\"id\"\\s*:\\s*(\\d{1,18})\\s*[,}]");

    private static final String MESSAGE_START = "{\"jsonrpc\":";

    private final Map<Long, Request> pending = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong();
    private final Consumer<String> noise;
    private volatile BiConsumer<String, String> progress = (token, text) -> {};
    /** Whether the executor has answered this client; before, it may answer a line of the client before. */
    private boolean answered;

    /** @param noise receives lines that answer nothing */
    PendingRequests(Consumer<String> noise) {
        this.noise = noise;
    }

    /** @param listener receives the token and the text of progress notifications; throws nothing */
    void onProgress(BiConsumer<String, String> listener) {
        progress = listener;
    }

    /** A request and its future answer. */
    record Request(long id, String method, int maxAnswerChars, CompletableFuture<JsonObject> response) {
        void fail(String reason) {
            response.completeExceptionally(new AgentException(ErrorCode.SANDBOX_FAILED, reason));
        }
    }

    Request add(String method, int maxAnswerChars) {
        var request = new Request(nextId.incrementAndGet(), method, maxAnswerChars, new CompletableFuture<>());
        pending.put(request.id(), request);
        return request;
    }

    void remove(Request request) {
        pending.remove(request.id());
    }

    void failAll(AgentException reason) {
        pending.values().forEach(request -> request.response().completeExceptionally(reason));
    }

    /** The limit of the largest answer that a request waits for. */
    int maxAnswerChars() {
        return pending.values().stream().mapToInt(Request::maxAnswerChars).max().orElse(JsonRpcClient.MAX_ANSWER_CHARS);
    }

    /** Handles a line of the executor; throws nothing. */
    void handleLine(ExecutorLineReader.Line line) {
        String text = line.text();
        if (!text.stripLeading().startsWith("{")) {
            noise.accept("not JSON: " + UnicodeText.prefix(text, MAX_SHOWN_LENGTH));
        } else if (line.tooLong()) {
            failRequestOf(text, "is larger than " + maxAnswerChars() + " characters");
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
                noise.accept("late answer to request " + number.longValue());
            case JsonValue id
            when id != JsonValue.NULL -> failOnlyRequest("the executor answered a request that was not sent");
            case JsonValue none
            when error != JsonValue.NULL && answered ->
                failOnlyRequest("the executor could not read the request: " + errorMessage(error));
            default -> handleNotification(message);
        }
    }

    private void handleNotification(JsonObject message) {
        if (message.get("method") instanceof JsonString method
                && method.getString().equals("notifications/progress")
                && message.get("params") instanceof JsonObject params
                && params.get("progressToken") instanceof JsonString token
                && params.get("message") instanceof JsonString text) {
            progress.accept(token.getString(), text.getString());
        }
    }

    private boolean isSent(long id) {
        return id > 0 && id <= nextId.get();
    }

    private void respond(@Nullable Request request, JsonObject message, JsonValue error, int length) {
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

    /**
     * Fails the request that an unreadable answer belongs to, as far as that can be known; the others continue. An executor
     * that was killed may have left the beginning of a line, which the first answer of the next executor follows.
     */
    private void failRequestOf(String line, String problem) {
        Matcher id = ID.matcher(line);
        String reason = "the answer of the executor " + problem;
        boolean hasId = id.lookingAt();
        int next = line.lastIndexOf(MESSAGE_START);
        if (hasId) {
            Request request = pending.remove(Long.parseLong(id.group(1)));
            if (request != null) {
                request.fail(reason);
            }
        }
        if (next > 0) {
            handleLine(new ExecutorLineReader.Line(line.substring(next), false, true));
        } else if (!hasId) {
            failOnlyRequest(reason);
        }
    }

    private void failOnlyRequest(String reason) {
        List<Request> all = List.copyOf(pending.values());
        if (all.size() == 1) {
            all.getFirst().fail(reason);
        } else {
            noise.accept(reason);
        }
    }
}
