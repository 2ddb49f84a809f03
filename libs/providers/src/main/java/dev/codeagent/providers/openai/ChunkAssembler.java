package dev.codeagent.providers.openai;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Usage;
import dev.codeagent.providers.ChatResponse;
import dev.codeagent.providers.TurnListener;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Assembles a turn from the chunks of a stream or from a complete response; tolerates known errors of servers. */
final class ChunkAssembler {
    private final TurnListener listener;
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, ToolCallBuilder> calls = new TreeMap<>();
    private Usage usage = Usage.NONE;
    private String finishReason = "";
    private boolean done;

    /** A tool call that is not complete yet. */
    private static final class ToolCallBuilder {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    ChunkAssembler(TurnListener listener) {
        this.listener = listener;
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
                    "the provider stopped with an error: " + ProviderErrors.errorMessage(chunk));
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
                thinking.toString(),
                text.toString(),
                toolCallRequests(),
                usage,
                calls.isEmpty() ? stopReason() : "tool_calls");
    }

    private String stopReason() {
        return finishReason.isEmpty() ? "stop" : finishReason;
    }

    private List<ToolCallRequest> toolCallRequests() {
        var requests = new ArrayList<ToolCallRequest>();
        for (ToolCallBuilder call : calls.values()) {
            String id = call.id.isEmpty() ? "call-" + requests.size() : call.id;
            boolean isDuplicate = requests.stream().anyMatch(r -> r.id().equals(id));
            requests.add(new ToolCallRequest(
                    isDuplicate ? id + "-" + requests.size() : id,
                    call.name,
                    call.arguments.isEmpty() ? "{}" : call.arguments.toString()));
        }
        return requests;
    }

    private static JsonObject parse(String data) {
        try (var reader = Json.createReader(new StringReader(data))) {
            return reader.readObject();
        } catch (JsonException e) {
            String start = data.length() > 120 ? data.substring(0, 120) + "…" : data;
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the provider sent data that does not match its protocol: " + start,
                    e);
        }
    }

    private void readChoice(JsonObject choice) {
        boolean complete = !choice.containsKey("delta") && choice.containsKey("message");
        done |= complete; // Some servers send no finish reason.
        JsonValue message = choice.get(complete ? "message" : "delta");
        if (message instanceof JsonObject delta) {
            String reasoning = string(delta, "reasoning_content");
            append("thinking", thinking, reasoning.isEmpty() ? string(delta, "reasoning") : reasoning);
            readContent(delta.get("content"));
            append("text", text, string(delta, "refusal"));
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
            append("text", text, s.getString());
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
                        .forEach(p -> append("thinking", thinking, string((JsonObject) p, "text")));
            } else {
                append("thinking", thinking, string(part, "thinking"));
            }
        } else {
            append("text", text, string(part, "text"));
        }
    }

    private void readCall(JsonObject delta, int position) {
        String id = string(delta, "id");
        JsonObject function = delta.get("function") instanceof JsonObject f ? f : JsonValue.EMPTY_JSON_OBJECT;
        int index = delta.get("index") instanceof JsonNumber n ? n.intValue() : indexOfUnnumbered(id, position);
        ToolCallBuilder call = calls.computeIfAbsent(index, i -> new ToolCallBuilder());
        if (!id.isEmpty()) {
            call.id = id;
        }
        String name = string(function, "name");
        if (!name.isEmpty() && !name.equals(call.name)) {
            call.name += name;
        }
        JsonValue arguments = function.get("arguments");
        if (arguments instanceof JsonString s) {
            call.arguments.append(s.getString());
        } else if (arguments instanceof JsonObject o) {
            call.arguments.append(o);
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
            long cached = u.get("prompt_tokens_details") instanceof JsonObject d ? number(d, "cached_tokens") : 0;
            usage = new Usage(number(u, "prompt_tokens"), number(u, "completion_tokens"), cached);
        }
    }

    private void append(String kind, StringBuilder buffer, String delta) {
        if (!delta.isEmpty()) {
            buffer.append(delta);
            listener.onDelta(kind, delta);
        }
    }

    private static String string(JsonObject object, String name) {
        return object.get(name) instanceof JsonString s ? s.getString() : "";
    }

    private static long number(JsonObject object, String name) {
        return object.get(name) instanceof JsonNumber n ? n.longValue() : 0;
    }
}
