package dev.codeagent.providers.openai;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.SecretRedactor;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ResponseBuilder;
import dev.codeagent.providers.wire.TextChunkTemplate;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads chat completions, as a stream of chunks or complete; tolerates known errors of servers. */
final class ChatResponseReader implements ResponseReader<McpResponse> {
    private final ResponseBuilder response;
    private final SecretRedactor redactor;
    private final ChatReplay.Recorder replay;
    private final ChatCallReader calls;
    private final TextChunkTemplate textChunks = new TextChunkTemplate();
    /** Reasons of the real provider that some gateways report as an ordinary end. */
    private static final Pattern HIDDEN_FAULT = Pattern.compile("malformed_|unexpected_tool|too_many_tool");

    private boolean hasUsage;
    /** The counts in a field of the vendor, for streams that have no others. */
    private @Nullable JsonValue ownUsage;

    ChatResponseReader(ResponseBuilder response, SecretRedactor redactor, String provider, String model) {
        this.response = response;
        this.redactor = redactor;
        this.replay = new ChatReplay.Recorder(provider, model);
        this.calls = new ChatCallReader(response, replay);
    }

    @Override
    public void acceptEvent(String name, String data) {
        if (data.equals("[DONE]")) {
            response.done();
            return;
        }
        Optional<String> text = textChunks.read(data);
        if (text.isPresent()) {
            response.text(text.get());
        } else {
            accept(data, "delta", "message");
        }
    }

    @Override
    public void endOfRead() {
        response.deliver();
    }

    @Override
    public void acceptBody(String body) {
        accept(body, "message", "delta");
    }

    /** Some servers send both, a delta and the message so far, so one of them is preferred. */
    private void accept(String json, String preferred, String other) {
        JsonObject chunk = response.parse(json);
        requireNoError(chunk);
        requireNoMessage(chunk);
        response.model(JsonFields.string(chunk, "model"));
        ownUsage = JsonFields.isPresent(JsonFields.object(chunk, "x_groq"), "usage")
                ? JsonFields.object(chunk, "x_groq").get("usage")
                : ownUsage;
        readUsage(chunk.get("usage"));
        List<JsonObject> choices = JsonFields.objects(chunk, "choices");
        for (int i = 0; i < choices.size(); i++) {
            JsonObject choice = choices.get(i);
            String field = choice.containsKey(preferred) ? preferred : other;
            // Only one choice is requested; some servers put the text and the calls of one answer into two.
            boolean hasOnlyCalls = !callsOf(JsonFields.object(choice, field)).isEmpty();
            if (i == 0 || hasOnlyCalls) {
                readChoice(choice, field);
            }
        }
        if (choices.size() == 1 && isText(choices.getFirst())) {
            textChunks.learn(
                    json, "content", JsonFields.string(choices.getFirst().getJsonObject("delta"), "content"));
        }
    }

    /** Whether the choice of a chunk has nothing but text; what else a chunk has is the same if it is repeated. */
    private static boolean isText(JsonObject choice) {
        return choice.get("delta") instanceof JsonObject delta
                && delta.get("content") instanceof JsonString
                && hasOnly(delta, Set.of("role", "content"))
                && hasOnly(choice, Set.of("index", "delta"));
    }

    private static boolean hasOnly(JsonObject object, Set<String> names) {
        return object.entrySet().stream()
                .allMatch(e -> names.contains(e.getKey())
                        || JsonFields.textOf(e.getValue()).isEmpty());
    }

    /** Servers report errors in a field of the chunk or of the choice, or as a chunk that is an error itself. */
    private void requireNoError(JsonObject object) {
        boolean isError = JsonFields.string(object, "object").equals("error")
                || JsonFields.string(object, "type").equals("error");
        if (isError || JsonFields.hasError(object)) {
            throw ProviderErrors.inAnswer(object, redactor);
        }
    }

    /** A chunk of no choices that has a message is an error of a gateway or of a server with errors of its own. */
    private void requireNoMessage(JsonObject chunk) {
        boolean hasChoices = chunk.get("choices") instanceof JsonArray choices && !choices.isEmpty();
        long status = JsonFields.tokens(JsonFields.object(chunk, "base_resp"), "status_code");
        if (!hasChoices && (ProviderErrors.hasWords(chunk) || status != 0)) {
            throw ProviderErrors.inAnswer(chunk, redactor);
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
        if (!hasUsage) {
            readUsage(ownUsage);
        }
        replay.finish(response.toolCalls().keySet()).ifPresent(response::replay);
        return response.build();
    }

    private void readChoice(JsonObject choice, String field) {
        requireNoError(choice);
        readUsage(choice.get("usage"));
        if (field.equals("message") && choice.containsKey("message")) {
            response.done(); // Some servers send no finish reason.
        }
        if (choice.get(field) instanceof JsonObject delta) {
            requireNoError(delta);
            readDelta(delta);
        }
        String reason = JsonFields.string(choice, "finish_reason");
        readFinishReason(
                reason.isEmpty() ? JsonFields.string(choice, "finishReason") : reason,
                JsonFields.string(choice, "native_finish_reason"));
    }

    private void readDelta(JsonObject delta) {
        readReasoning(delta);
        replay.message(delta);
        readContent(delta.get("content"));
        response.text(JsonFields.string(delta, "refusal"));
        int position = 0;
        for (JsonObject call : callsOf(delta)) {
            calls.read(call, position++);
        }
        if (position == 0 && delta.get("function_call") instanceof JsonObject function) {
            // The form before tool calls, which a message has once; some servers send both.
            calls.read(Json.createObjectBuilder().add("function", function).build(), 0);
        }
    }

    /** Some servers send a single call without its array. */
    private static List<JsonObject> callsOf(JsonObject delta) {
        return delta.get("tool_calls") instanceof JsonObject call
                ? List.of(call)
                : JsonFields.objects(delta, "tool_calls");
    }

    private void readReasoning(JsonObject delta) {
        for (String field : List.of("reasoning_content", "reasoning", "thinking", "reasoning_text")) {
            String thinking = JsonFields.string(delta, field);
            if (!thinking.isEmpty()) {
                replay.thinkingField(field);
                response.thinking(thinking);
                return;
            }
        }
    }

    /** @param original the reason of the real provider, which gateways add and sometimes hide behind another one */
    private void readFinishReason(String reason, String original) {
        String lower = reason.toLowerCase(Locale.ROOT);
        String hidden = original.toLowerCase(Locale.ROOT);
        if (HIDDEN_FAULT.matcher(hidden).find()) {
            response.unknownStop(lower.equals(hidden) ? reason : reason + ", " + original);
            return;
        }
        switch (lower) {
            case "", "null", "none" -> {}
            case "stop", "end_turn", "eos", "eos_token", "stop_sequence", "stop_token", "complete" ->
                response.stop(hidden.equals("max_tokens") ? StopReason.LENGTH : StopReason.STOP);
            case "tool_calls", "tool_call", "tool_use", "function_call" -> response.stop(StopReason.TOOL_CALLS);
            case "length",
                    "max_tokens",
                    "max_length",
                    "max_output_tokens",
                    "model_length",
                    "model_context_window_exceeded" -> response.stop(StopReason.LENGTH);
            case "safety", "sensitive", "recitation", "refusal", "blocklist", "prohibited_content" ->
                response.contentFiltered(reason);
            default -> {
                if (lower.startsWith("content_filter")) {
                    response.contentFiltered(reason);
                }
                response.unknownStop(original.isEmpty() || hidden.equals(lower) ? reason : reason + ", " + original);
            }
        }
    }

    /** The content is a string or a list of parts; some servers send thinking as parts, or a part without a list. */
    private void readContent(@Nullable JsonValue content) {
        if (content instanceof JsonString s) {
            response.text(s.getString());
        } else if (content instanceof JsonArray parts) {
            parts.forEach(this::readContent);
        } else if (content instanceof JsonObject part) {
            readPart(part);
        }
    }

    private void readPart(JsonObject part) {
        String type = JsonFields.string(part, "type");
        if (type.equals("reasoning")) {
            response.thinking(JsonFields.string(part, "text"));
            JsonFields.objects(part, "summary").forEach(p -> response.thinking(JsonFields.string(p, "text")));
        } else if (!type.equals("thinking")) {
            response.text(JsonFields.string(part, "text"));
        } else if (part.get("thinking") instanceof JsonArray inner) {
            replay.thinkingParts();
            JsonFields.objects(inner).forEach(p -> response.thinking(JsonFields.string(p, "text")));
        } else {
            response.thinking(JsonFields.string(part, "thinking"));
        }
    }

    private void readUsage(@Nullable JsonValue value) {
        if (value instanceof JsonObject u) {
            long input = Math.max(JsonFields.tokens(u, "prompt_tokens"), JsonFields.tokens(u, "input_tokens"));
            long output = Math.max(JsonFields.tokens(u, "completion_tokens"), JsonFields.tokens(u, "output_tokens"));
            if (hasUsage && input == 0 && output == 0) {
                return; // Some gateways end with an empty count.
            }
            hasUsage = true;
            JsonObject inputDetails = JsonFields.object(u, "prompt_tokens_details");
            JsonObject outputDetails = JsonFields.object(u, "completion_tokens_details");
            long cached = inputDetails.containsKey("cached_tokens")
                    ? JsonFields.tokens(inputDetails, "cached_tokens")
                    : Math.max(
                            JsonFields.tokens(u, "num_cached_tokens"), JsonFields.tokens(u, "prompt_cache_hit_tokens"));
            response.usage(new Usage(
                    input,
                    output,
                    Math.min(cached, input),
                    Math.min(JsonFields.tokens(inputDetails, "cache_write_tokens"), input),
                    JsonFields.tokens(outputDetails, "reasoning_tokens")));
        }
    }
}
