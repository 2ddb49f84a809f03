package dev.codeagent.providers.anthropic;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.SecretRedactor;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads messages, as a stream of events or complete. Blocks of tools that the provider executes are ignored, because no
 * request offers such tools.
 */
final class MessagesResponseReader implements ResponseReader<McpResponse> {
    private final ResponseBuilder response;
    private final SecretRedactor redactor;
    private final ThinkingReplay.Recorder replay;
    /** The inputs of calls that came at once; a stream sends them in pieces, and few servers both. */
    private final Map<String, String> completeInputs = new HashMap<>();

    /** The blocks in progress by their index. */
    private final Map<String, String> keys = new HashMap<>();

    private JsonObject usage = JsonValue.EMPTY_JSON_OBJECT;

    MessagesResponseReader(ResponseBuilder response, SecretRedactor redactor, String provider, String model) {
        this.response = response;
        this.redactor = redactor;
        this.replay = new ThinkingReplay.Recorder(provider, model);
    }

    @Override
    public void acceptEvent(String name, String data) {
        if (data.equals("[DONE]")) {
            response.done(); // Of gateways that end every stream so.
            return;
        }
        JsonObject event = response.parse(data);
        String index = keys.getOrDefault(String.valueOf(event.get("index")), "");
        switch (JsonFields.string(event, "type")) {
            case "message_start" -> {
                JsonObject message = JsonFields.object(event, "message");
                response.model(JsonFields.string(message, "model"));
                readUsage(message);
                List<JsonObject> early = JsonFields.objects(message, "content");
                for (int i = 0; i < early.size(); i++) {
                    startBlock("early-" + i, early.get(i));
                }
            }
            case "content_block_start" ->
                startBlock(newKey(String.valueOf(event.get("index"))), JsonFields.object(event, "content_block"));
            case "content_block_delta" -> readDelta(index, JsonFields.object(event, "delta"));
            case "message_delta" -> {
                readUsage(event);
                readStopReason(JsonFields.object(event, "delta"));
            }
            case "message_stop" -> response.done();
            case "message" -> acceptMessage(event);
            default -> requireNoError(event); // Also ping and events of later versions.
        }
    }

    /** Some gateways give all blocks the same index; each start is another block. */
    private String newKey(String index) {
        String key = keys.containsKey(index)
                ? index + "/" + keys.size() + "/" + response.toolCalls().size()
                : index;
        keys.put(index, key);
        return key;
    }

    @Override
    public void endOfRead() {
        response.deliver();
    }

    @Override
    public void acceptBody(String body) {
        JsonObject message = response.parse(body);
        requireNoError(message);
        acceptMessage(message);
    }

    private void requireNoError(JsonObject event) {
        boolean isError = JsonFields.string(event, "type").equals("error");
        if (isError || JsonFields.hasError(event)) {
            throw ProviderErrors.inAnswer(event, redactor);
        }
    }

    private void acceptMessage(JsonObject message) {
        response.model(JsonFields.string(message, "model"));
        readUsage(message);
        if (message.get("content") instanceof JsonString text) {
            text("0", text.getString()); // Of gateways: the form that requests may have.
        }
        List<JsonObject> blocks = JsonFields.objects(message, "content");
        for (int i = 0; i < blocks.size(); i++) {
            startBlock(String.valueOf(i), blocks.get(i));
        }
        readStopReason(message);
        if (JsonFields.string(message, "type").equals("message")) {
            response.done();
        }
    }

    @Override
    public boolean isComplete() {
        return response.isDone();
    }

    @Override
    public boolean isFinished() {
        return response.isDone() || response.hasStopReason();
    }

    @Override
    public McpResponse end() {
        completeInputs.forEach((index, input) -> {
            if (!response.toolCall(index).hasArguments()) {
                response.toolCall(index).appendArguments(input);
            }
        });
        completeInputs.clear();
        replay.finish().ifPresent(response::replay);
        return response.build();
    }

    private void startBlock(String index, JsonObject block) {
        switch (JsonFields.string(block, "type")) {
            case "text" -> {
                replay.start("text", index);
                text(index, JsonFields.string(block, "text"));
            }
            case "thinking" -> {
                replay.start("thinking", index);
                thinking(index, JsonFields.string(block, "thinking"));
                replay.sign(index, JsonFields.string(block, "signature"));
            }
            case "redacted_thinking" -> replay.redacted(JsonFields.string(block, "data"));
            case "tool_use" -> {
                replay.start("tool_use", index);
                String input = JsonFields.textOf(block.get("input"));
                response.toolCall(index)
                        .withId(JsonFields.string(block, "id"))
                        .withName(JsonFields.string(block, "name"));
                if (!input.isBlank() && !input.equals("{}")) {
                    completeInputs.put(index, input);
                }
            }
            default -> {}
        }
    }

    private void readDelta(String index, JsonObject delta) {
        switch (JsonFields.string(delta, "type")) {
            case "text_delta" -> text(index, JsonFields.string(delta, "text"));
            case "thinking_delta" -> thinking(index, JsonFields.string(delta, "thinking"));
            case "signature_delta" -> replay.sign(index, JsonFields.string(delta, "signature"));
            case "input_json_delta" -> {
                if (response.toolCalls().containsKey(index)) {
                    response.toolCall(index).appendArguments(JsonFields.string(delta, "partial_json"));
                }
            }
            default -> {}
        }
    }

    private void text(String index, String piece) {
        response.text(piece);
        replay.append(index, piece);
    }

    private void thinking(String index, String piece) {
        response.thinking(piece);
        replay.append(index, piece);
    }

    private void readStopReason(JsonObject message) {
        String reason = JsonFields.string(message, "stop_reason");
        // Gateways before other models pass their reasons on.
        switch (reason.toLowerCase(Locale.ROOT)) {
            case "", "null" -> {}
            case "end_turn", "stop_sequence", "stop" -> response.stop(StopReason.STOP);
            case "tool_use", "tool_calls" -> response.stop(StopReason.TOOL_CALLS);
            // The answer is not finished: the limit, the window, or the limit of the provider's own tools.
            case "max_tokens", "model_context_window_exceeded", "pause_turn", "length", "max_output_tokens" ->
                response.stop(StopReason.LENGTH);
            case "content_filter", "content_filtered", "safety", "sensitive" -> response.contentFiltered(reason);
            case "refusal" ->
                response.contentFiltered(
                        reason + " " + JsonFields.string(JsonFields.object(message, "stop_details"), "explanation"));
            default -> response.unknownStop(reason);
        }
    }

    /** Counts are sums, and later ones replace earlier ones; input tokens are reported without those of the cache. */
    private void readUsage(JsonObject message) {
        JsonObjectBuilder merged = Json.createObjectBuilder(usage);
        JsonObject reported = JsonFields.object(message, "usage");
        // Some gateways end with input counts of zero.
        boolean hasInput = JsonFields.tokens(reported, "input_tokens") > 0;
        reported.forEach((name, value) -> {
            boolean isEmptyAgain = !hasInput && JsonFields.tokens(usage, name) > 0 && "0".equals(value.toString());
            if (value != JsonValue.NULL && !isEmptyAgain) {
                merged.add(name, value);
            }
        });
        usage = merged.build();
        if (usage.isEmpty()) {
            return;
        }
        long read = JsonFields.tokens(usage, "cache_read_input_tokens");
        long written = JsonFields.tokens(usage, "cache_creation_input_tokens");
        response.usage(new Usage(
                JsonFields.tokens(usage, "input_tokens") + read + written,
                JsonFields.tokens(usage, "output_tokens"),
                read,
                written,
                JsonFields.tokens(JsonFields.object(usage, "output_tokens_details"), "thinking_tokens")));
    }
}
