package dev.codeagent.providers.openai;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.run.Usage;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.providers.ChatResponse;
import dev.codeagent.providers.SecretRedactor;
import dev.codeagent.providers.TurnListener;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Assembles a turn from the chunks of a stream or from a complete response; tolerates known errors of servers. */
final class ChunkAssembler {
    private static final int MAX_SHOWN_LENGTH = 120;
    private static final int MAX_REASON_LENGTH = 100;
    private static final long MAX_TOKENS = 1_000_000_000;

    private final AnswerLimits limits;
    private final SecretRedactor redactor;
    private final AnswerText thinking;
    private final AnswerText text;
    private final Map<Integer, ToolCallBuilder> calls = new TreeMap<>();
    private Usage usage = Usage.NONE;
    private String finishReason = "";
    private int chars;
    private boolean done;

    /** A tool call that is not complete yet. */
    private static final class ToolCallBuilder {
        private String id = "";
        private String name = "";
        private final AnswerText arguments = new AnswerText(piece -> {});
    }

    ChunkAssembler(TurnListener listener, AnswerLimits limits, SecretRedactor redactor) {
        this.limits = limits;
        this.redactor = redactor;
        this.thinking = new AnswerText(piece -> listener.onDelta("thinking", piece));
        this.text = new AnswerText(piece -> listener.onDelta("text", piece));
    }

    /** Accepts the data of one event, or a complete response. */
    void accept(String data) {
        String trimmed = data.strip();
        if (trimmed.equals("[DONE]")) {
            done = true;
            return;
        }
        if (trimmed.isEmpty()) {
            return;
        }
        JsonObject chunk = parse(trimmed);
        if (chunk.get("error") != null && chunk.get("error") != JsonValue.NULL) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the provider stopped with an error: " + ProviderErrors.errorMessage(chunk, redactor));
        }
        readUsage(chunk.get("usage"));
        if (chunk.get("choices") instanceof JsonArray choices
                && !choices.isEmpty()
                && choices.get(0) instanceof JsonObject choice) {
            readChoice(choice);
        }
    }

    /**
     * Returns the turn.
     *
     * @throws AgentException PROVIDER_BROKEN_STREAM if the stream ended before the model finished
     */
    ChatResponse response() {
        if (!done && finishReason.isEmpty()) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM, "the provider's stream ended before the answer was complete");
        }
        return new ChatResponse(
                thinking.end(), text.end(), toolCallRequests(), usage, calls.isEmpty() ? stopReason() : "tool_calls");
    }

    private String stopReason() {
        return finishReason.isEmpty()
                ? "stop"
                : UnicodeText.prefix(UnicodeText.replaceUnpairedSurrogates(finishReason), MAX_REASON_LENGTH);
    }

    private List<ToolCallRequest> toolCallRequests() {
        var requests = new ArrayList<ToolCallRequest>();
        for (ToolCallBuilder call : calls.values()) {
            String id = call.id.isEmpty() ? "call-" + requests.size() : UnicodeText.replaceUnpairedSurrogates(call.id);
            boolean isDuplicate = requests.stream().anyMatch(r -> r.id().equals(id));
            String arguments = call.arguments.end();
            requests.add(new ToolCallRequest(
                    isDuplicate ? id + "-" + requests.size() : id,
                    UnicodeText.replaceUnpairedSurrogates(call.name),
                    arguments.isEmpty() ? "{}" : arguments));
        }
        return requests;
    }

    private JsonObject parse(String data) {
        try {
            return BoundedJson.readFragment(data, BoundedJson.Limits.MESSAGE.withChars(limits.eventBytes()));
        } catch (AgentException e) {
            String shown = redactor.redact(UnicodeText.replaceUnpairedSurrogates(data));
            String start = UnicodeText.prefix(shown, MAX_SHOWN_LENGTH);
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the provider sent data that does not match its protocol (it is " + e.getMessage() + "): " + start
                            + (start.length() < shown.length() ? "…" : ""),
                    e);
        }
    }

    private void readChoice(JsonObject choice) {
        boolean complete = !choice.containsKey("delta") && choice.containsKey("message");
        done |= complete; // Some servers send no finish reason.
        JsonValue message = choice.get(complete ? "message" : "delta");
        if (message instanceof JsonObject delta) {
            String reasoning = string(delta, "reasoning_content");
            append(thinking, reasoning.isEmpty() ? string(delta, "reasoning") : reasoning);
            readContent(delta.get("content"));
            append(text, string(delta, "refusal"));
            if (delta.get("tool_calls") instanceof JsonArray array) {
                for (int i = 0; i < array.size(); i++) {
                    if (array.get(i) instanceof JsonObject call) {
                        readCall(call, i);
                    }
                }
            }
        }
        if (choice.get("finish_reason") instanceof JsonString s
                && !s.getString().isEmpty()) {
            finishReason = s.getString();
        }
    }

    /** The content is a string or a list of parts; some servers send thinking as parts. */
    private void readContent(@Nullable JsonValue content) {
        if (content instanceof JsonString s) {
            append(text, s.getString());
        } else if (content instanceof JsonArray parts) {
            for (JsonValue part : parts) {
                if (part instanceof JsonObject p) {
                    readPart(p);
                }
            }
        }
    }

    private void readPart(JsonObject part) {
        if (string(part, "type").equals("thinking")) {
            if (part.get("thinking") instanceof JsonArray inner) {
                inner.stream()
                        .filter(JsonObject.class::isInstance)
                        .forEach(p -> append(thinking, string((JsonObject) p, "text")));
            } else {
                append(thinking, string(part, "thinking"));
            }
        } else {
            append(text, string(part, "text"));
        }
    }

    private void readCall(JsonObject delta, int position) {
        String id = string(delta, "id");
        JsonObject function = delta.get("function") instanceof JsonObject f ? f : JsonValue.EMPTY_JSON_OBJECT;
        int index = delta.get("index") instanceof JsonNumber n ? n.intValue() : indexOfUnnumbered(id, position);
        ToolCallBuilder call = calls.computeIfAbsent(index, i -> new ToolCallBuilder());
        if (calls.size() > limits.toolCalls()) {
            throw tooLarge("more than " + limits.toolCalls() + " tool calls");
        }
        if (!id.isEmpty()) {
            call.id = id;
        }
        String name = string(function, "name");
        if (!name.isEmpty() && !name.equals(call.name)) {
            call.name += name;
        }
        if (Math.max(call.id.length(), call.name.length()) > limits.nameChars()) {
            throw tooLarge("the name or id of a tool call has more than " + limits.nameChars() + " characters");
        }
        JsonValue arguments = function.get("arguments");
        if (arguments instanceof JsonString s) {
            append(call.arguments, s.getString());
        } else if (arguments instanceof JsonObject o) {
            append(call.arguments, o.toString());
        }
    }

    /** Some servers send no index: a new id starts a new call, a call without an id continues the last one. */
    private int indexOfUnnumbered(String id, int position) {
        if (id.isEmpty()) {
            return Math.max(position, calls.size() - 1);
        }
        return calls.entrySet().stream()
                .filter(e -> e.getValue().id.equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(calls.size());
    }

    private void readUsage(@Nullable JsonValue value) {
        if (value instanceof JsonObject u) {
            long input = tokens(u, "prompt_tokens");
            long cached = u.get("prompt_tokens_details") instanceof JsonObject d ? tokens(d, "cached_tokens") : 0;
            usage = new Usage(input, tokens(u, "completion_tokens"), Math.min(cached, input));
        }
    }

    private void append(AnswerText target, String piece) {
        chars += piece.length();
        if (chars > limits.chars()) {
            throw tooLarge("more than " + limits.chars() + " characters of text, thinking and tool calls");
        }
        target.append(piece);
    }

    private static AgentException tooLarge(String found) {
        return new AgentException(
                ErrorCode.PROVIDER_REJECTED, "the answer of the model is larger than allowed: " + found);
    }

    private static String string(JsonObject object, String name) {
        return object.get(name) instanceof JsonString s ? s.getString() : "";
    }

    /** A number of tokens; one that cannot be true counts as not reported. */
    private static long tokens(JsonObject object, String name) {
        double count = object.get(name) instanceof JsonNumber n ? n.doubleValue() : 0;
        return count >= 0 && count <= MAX_TOKENS ? (long) count : 0;
    }
}
