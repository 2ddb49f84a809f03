package dev.codeagent.providers.openai;

import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.SecretRedactor;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads chat completions, as a stream of chunks or complete; tolerates known errors of servers. */
final class ChatResponseReader implements ResponseReader<McpResponse> {
    private final ResponseBuilder response;
    private final SecretRedactor redactor;
    private final String provider;
    private final String model;
    private final JsonObjectBuilder replay = Json.createObjectBuilder();
    private final JsonObjectBuilder callExtras = Json.createObjectBuilder();
    private boolean hasReasoningContent;
    private boolean hasThinkingParts;
    private boolean hasCallExtras;
    private String lastCallKey = "";

    ChatResponseReader(ResponseBuilder response, SecretRedactor redactor, String provider, String model) {
        this.response = response;
        this.redactor = redactor;
        this.provider = provider;
        this.model = model;
    }

    @Override
    public void acceptEvent(String name, String data) {
        if (data.equals("[DONE]")) {
            response.done();
        } else {
            accept(data, "delta", "message");
        }
    }

    @Override
    public void acceptBody(String body) {
        accept(body, "message", "delta");
    }

    /** Some servers send both, a delta and the message so far, so one of them is preferred. */
    private void accept(String json, String preferred, String other) {
        JsonObject chunk = response.parse(json);
        requireNoError(chunk);
        response.model(JsonFields.string(chunk, "model"));
        readUsage(chunk.get("usage"));
        JsonFields.objects(chunk, "choices").stream()
                .findFirst()
                .ifPresent(choice -> readChoice(choice, choice.containsKey(preferred) ? preferred : other));
    }

    /** Servers report errors in a field of the chunk or of the choice, or as a chunk that is an error itself. */
    private void requireNoError(JsonObject object) {
        boolean isError = JsonFields.string(object, "object").equals("error")
                || JsonFields.string(object, "type").equals("error");
        if (isError || JsonFields.isPresent(object, "error")) {
            throw ProviderErrors.inAnswer(object, redactor);
        }
    }

    @Override
    public boolean isComplete() {
        return response.isDone();
    }

    @Override
    public McpResponse end() {
        if (hasReasoningContent) {
            replay.add("thinking_field", "reasoning_content");
        }
        if (hasThinkingParts) {
            replay.add("thinking_parts", true);
        }
        if (hasCallExtras) {
            replay.add("extra_content", callExtras);
        }
        if (hasReasoningContent || hasThinkingParts || hasCallExtras) {
            response.replay(new ProviderReplay(provider, model, replay.build().toString()));
        }
        return response.build();
    }

    private void readChoice(JsonObject choice, String field) {
        requireNoError(choice);
        if (field.equals("message") && choice.containsKey("message")) {
            response.done(); // Some servers send no finish reason.
        }
        if (choice.get(field) instanceof JsonObject delta) {
            readDelta(delta);
        }
        readFinishReason(JsonFields.string(choice, "finish_reason"));
    }

    private void readDelta(JsonObject delta) {
        String reasoning = JsonFields.string(delta, "reasoning_content");
        hasReasoningContent |= !reasoning.isEmpty();
        response.thinking(reasoning.isEmpty() ? JsonFields.string(delta, "reasoning") : reasoning);
        readContent(delta.get("content"));
        response.text(JsonFields.string(delta, "refusal"));
        int position = 0;
        for (JsonObject call : JsonFields.objects(delta, "tool_calls")) {
            readCall(call, position++);
        }
        if (delta.get("function_call") instanceof JsonObject function) {
            // The form before tool calls, which a message has once.
            readCall(Json.createObjectBuilder().add("function", function).build(), 0);
        }
    }

    private void readFinishReason(String reason) {
        switch (reason) {
            case "" -> {}
            case "stop", "end_turn", "eos", "stop_sequence" -> response.stop(StopReason.STOP);
            case "tool_calls", "function_call" -> response.stop(StopReason.TOOL_CALLS);
            case "length", "max_tokens", "model_length" -> response.stop(StopReason.LENGTH);
            case "content_filter" -> response.contentFiltered(reason);
            default -> response.unknownStop(reason);
        }
    }

    /** The content is a string or a list of parts; some servers send thinking as parts. */
    private void readContent(@Nullable JsonValue content) {
        if (content instanceof JsonString s) {
            response.text(s.getString());
        } else if (content instanceof JsonArray parts) {
            JsonFields.objects(parts).forEach(this::readPart);
        }
    }

    private void readPart(JsonObject part) {
        if (!JsonFields.string(part, "type").equals("thinking")) {
            response.text(JsonFields.string(part, "text"));
        } else if (part.get("thinking") instanceof JsonArray inner) {
            hasThinkingParts = true;
            JsonFields.objects(inner).forEach(p -> response.thinking(JsonFields.string(p, "text")));
        } else {
            response.thinking(JsonFields.string(part, "thinking"));
        }
    }

    private void readCall(JsonObject delta, int position) {
        String id = JsonFields.string(delta, "id");
        JsonObject function = JsonFields.object(delta, "function");
        String name = JsonFields.string(function, "name");
        lastCallKey = callKey(delta, id, name, position);
        ResponseBuilder.ToolCallBuilder call = response.toolCall(lastCallKey).withId(id);
        if (!name.equals(call.name())) {
            call.withName(call.name() + name);
        }
        if (delta.get("extra_content") instanceof JsonObject extra && !call.id().isEmpty()) {
            callExtras.add(call.id(), extra);
            hasCallExtras = true;
        }
        JsonValue arguments = function.get("arguments");
        if (arguments instanceof JsonString s) {
            call.appendArguments(s.getString());
        } else if (arguments instanceof JsonObject o) {
            call.appendArguments(o.toString());
        }
    }

    /** Most servers number the calls. Some send no number, others the same number for each call. */
    private String callKey(JsonObject delta, String id, String name, int position) {
        String key = delta.get("index") instanceof JsonNumber n
                ? n.toString()
                : id.isEmpty() && !lastCallKey.isEmpty() && name.isEmpty()
                        ? lastCallKey
                        : keyOfUnnumbered(id, position);
        ResponseBuilder.@Nullable ToolCallBuilder existing =
                response.toolCalls().get(key);
        boolean startsAnother = existing != null
                && !id.isEmpty()
                && !existing.id().isEmpty()
                && !existing.id().equals(id)
                && !name.isEmpty();
        return startsAnother ? key + "/" + id : continuationKey(key, id);
    }

    /** A piece without an id continues the last call of its number. */
    private String continuationKey(String key, String id) {
        return id.isEmpty() && lastCallKey.startsWith(key + "/") ? lastCallKey : key;
    }

    private String keyOfUnnumbered(String id, int position) {
        if (id.isEmpty()) {
            return "position-" + Math.max(position, response.toolCalls().size() - 1);
        }
        return response.toolCalls().entrySet().stream()
                .filter(e -> e.getValue().id().equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("id-" + id);
    }

    private void readUsage(@Nullable JsonValue value) {
        if (value instanceof JsonObject u) {
            long input = JsonFields.tokens(u, "prompt_tokens");
            JsonObject inputDetails = JsonFields.object(u, "prompt_tokens_details");
            JsonObject outputDetails = JsonFields.object(u, "completion_tokens_details");
            long cached = inputDetails.containsKey("cached_tokens")
                    ? JsonFields.tokens(inputDetails, "cached_tokens")
                    : JsonFields.tokens(u, "num_cached_tokens");
            response.usage(new Usage(
                    input,
                    JsonFields.tokens(u, "completion_tokens"),
                    Math.min(cached, input),
                    Math.min(JsonFields.tokens(inputDetails, "cache_write_tokens"), input),
                    JsonFields.tokens(outputDetails, "reasoning_tokens")));
        }
    }
}
