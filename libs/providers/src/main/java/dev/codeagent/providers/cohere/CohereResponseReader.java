package dev.codeagent.providers.cohere;

import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.SecretRedactor;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ResponseBuilder;
import dev.codeagent.providers.wire.ToolCallBuilder;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads answers of {@code POST /v2/chat}, as a stream of events or complete. */
final class CohereResponseReader implements ResponseReader<McpResponse> {
    private final ResponseBuilder response;
    private final SecretRedactor redactor;
    private final String provider;
    private final String model;
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder toolPlan = new StringBuilder();
    /** The keys of the last calls by their index, where they differ. */
    private final Map<String, String> callKeys = new HashMap<>();

    CohereResponseReader(ResponseBuilder response, SecretRedactor redactor, String provider, String model) {
        this.response = response;
        this.redactor = redactor;
        this.provider = provider;
        this.model = model;
    }

    @Override
    public void acceptEvent(String name, String data) {
        if (data.equals("[DONE]")) {
            response.done();
            return;
        }
        JsonObject event = response.parse(data);
        requireNoError(event);
        JsonObject delta = JsonFields.object(event, "delta");
        JsonObject message = JsonFields.object(delta, "message");
        String type = JsonFields.string(event, "type");
        switch (type.isEmpty() ? name : type) {
            case "content-start", "content-delta" -> readContent(message.get("content"));
            case "tool-plan-delta" -> readToolPlan(message);
            case "tool-call-start", "tool-call-delta" -> readCalls(message, String.valueOf(event.get("index")));
            case "message-end" -> readEnd(delta);
            default -> {} // Starts and ends of parts, citations, and events of later versions.
        }
    }

    @Override
    public void endOfRead() {
        response.deliver();
    }

    @Override
    public void acceptBody(String body) {
        JsonObject json = response.parse(body);
        JsonObject message = JsonFields.object(json, "message");
        if (message.isEmpty()) {
            throw ProviderErrors.inAnswer(json, redactor);
        }
        readToolPlan(message);
        readContent(message.get("content"));
        int position = 0;
        for (JsonObject call : JsonFields.objects(message, "tool_calls")) {
            readCall(call, "position-" + position++);
        }
        readEnd(json);
    }

    /** An error has a message where an event has its parts. */
    private void requireNoError(JsonObject event) {
        boolean isError = event.get("message") instanceof JsonString
                || JsonFields.hasError(event)
                || JsonFields.hasError(JsonFields.object(event, "delta"));
        if (isError) {
            JsonObject delta = JsonFields.object(event, "delta");
            throw ProviderErrors.inAnswer(JsonFields.hasError(delta) ? delta : event, redactor);
        }
    }

    private void readToolPlan(JsonObject message) {
        String piece = JsonFields.string(message, "tool_plan");
        response.thinking(piece);
        toolPlan.append(piece);
    }

    /** One part in a stream, a list of parts in a complete answer. */
    private void readContent(@Nullable JsonValue content) {
        List<JsonObject> parts =
                content instanceof JsonArray array ? JsonFields.objects(array) : List.of(JsonFields.asObject(content));
        for (JsonObject part : parts) {
            String piece = JsonFields.string(part, "thinking");
            response.thinking(piece);
            thinking.append(piece);
            response.text(JsonFields.string(part, "text"));
        }
        if (content instanceof JsonString text) {
            response.text(text.getString());
        }
    }

    private void readCalls(JsonObject message, String key) {
        if (message.get("tool_calls") instanceof JsonArray calls) {
            JsonFields.objects(calls).forEach(call -> readCall(call, key));
        } else {
            readCall(JsonFields.object(message, "tool_calls"), key);
        }
    }

    /** The arguments may be null or empty, which the builder reads as none. */
    private void readCall(JsonObject call, String index) {
        JsonObject function = JsonFields.object(call, "function");
        String id = JsonFields.string(call, "id");
        ToolCallBuilder builder =
                response.toolCall(callKey(index, id)).withId(id).withName(JsonFields.string(function, "name"));
        builder.appendArguments(JsonFields.textOf(function.get("arguments")));
    }

    /** Some gateways give all calls the same index; a new id is another call. */
    private String callKey(String index, String id) {
        String key = callKeys.getOrDefault(index, index);
        boolean isAnother = !id.isEmpty()
                && response.toolCalls().containsKey(key)
                && !response.toolCall(key).id().equals(id);
        if (isAnother) {
            key = index + "/" + response.toolCalls().size();
            callKeys.put(index, key);
        }
        return key;
    }

    private void readEnd(JsonObject json) {
        String reason = JsonFields.string(json, "finish_reason");
        switch (reason.toUpperCase(Locale.ROOT)) {
            case "" -> {}
            case "COMPLETE", "STOP_SEQUENCE" -> response.stop(StopReason.STOP);
            case "TOOL_CALL" -> response.stop(StopReason.TOOL_CALLS);
            case "MAX_TOKENS" -> response.stop(StopReason.LENGTH);
            case "ERROR_TOXIC", "CONTENT_FILTER" -> response.contentFiltered("ERROR_TOXIC");
            default -> response.unknownStop(reason);
        }
        if (json.get("usage") instanceof JsonObject usage) {
            readUsage(usage);
        }
        response.done();
    }

    /** All tokens, not the billed ones: those leave out what Cohere adds to a request. */
    private void readUsage(JsonObject usage) {
        JsonObject tokens = JsonFields.object(usage, usage.containsKey("tokens") ? "tokens" : "billed_units");
        long input = JsonFields.tokens(tokens, "input_tokens");
        response.usage(new Usage(
                input,
                JsonFields.tokens(tokens, "output_tokens"),
                Math.min(JsonFields.tokens(usage, "cached_tokens"), input),
                0,
                JsonFields.tokens(tokens, "reasoning_tokens")));
    }

    @Override
    public boolean isComplete() {
        return response.isDone();
    }

    @Override
    public McpResponse end() {
        if (!thinking.isEmpty() || !toolPlan.isEmpty()) {
            JsonObjectBuilder replay = Json.createObjectBuilder()
                    .add("thinking", thinking.toString())
                    .add("tool_plan", toolPlan.toString());
            response.replay(new ProviderReplay(provider, model, replay.build().toString()));
        }
        return response.build();
    }
}
