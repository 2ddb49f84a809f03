package dev.codeagent.providers.openai;

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
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads chat completions, as a stream of chunks or complete; tolerates known errors of servers. */
final class ChatResponseReader implements ResponseReader<McpResponse> {
    private final ResponseBuilder response;
    private final SecretRedactor redactor;
    private final ChatReplay.Recorder replay;
    /** Between the number of a call and that of another one with the same number. */
    private static final String NEXT = "/";

    private String lastCallKey = "";
    private boolean hasUsage;
    /** The counts in a field of the vendor, for streams that have no others. */
    private @Nullable JsonValue ownUsage;

    ChatResponseReader(ResponseBuilder response, SecretRedactor redactor, String provider, String model) {
        this.response = response;
        this.redactor = redactor;
        this.replay = new ChatReplay.Recorder(provider, model);
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
            boolean hasOnlyCalls = !JsonFields.objects(JsonFields.object(choice, field), "tool_calls")
                    .isEmpty();
            if (i == 0 || hasOnlyCalls) {
                readChoice(choice, field);
            }
        }
    }

    /** Servers report errors in a field of the chunk or of the choice, or as a chunk that is an error itself. */
    private void requireNoError(JsonObject object) {
        boolean isError = JsonFields.string(object, "object").equals("error")
                || JsonFields.string(object, "type").equals("error");
        if (isError || JsonFields.isPresent(object, "error")) {
            throw ProviderErrors.inAnswer(object, redactor);
        }
    }

    /** A chunk of no choices that has a message is an error of a gateway or of a server with errors of its own. */
    private void requireNoMessage(JsonObject chunk) {
        boolean hasChoices = chunk.get("choices") instanceof JsonArray choices && !choices.isEmpty();
        boolean hasMessage = Stream.of("message", "detail", "msg", "error_msg")
                .anyMatch(field -> !JsonFields.string(chunk, field).isBlank());
        long status = JsonFields.tokens(JsonFields.object(chunk, "base_resp"), "status_code");
        if (!hasChoices && (hasMessage || status != 0)) {
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
            readDelta(delta);
        }
        readFinishReason(JsonFields.string(choice, "finish_reason"));
    }

    private void readDelta(JsonObject delta) {
        readReasoning(delta);
        replay.message(delta);
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

    private void readReasoning(JsonObject delta) {
        Stream.of("reasoning_content", "reasoning")
                .filter(field -> !JsonFields.string(delta, field).isEmpty())
                .findFirst()
                .ifPresent(field -> {
                    replay.thinkingField(field);
                    response.thinking(JsonFields.string(delta, field));
                });
    }

    private void readFinishReason(String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        switch (lower) {
            case "" -> {}
            case "stop", "end_turn", "eos", "eos_token", "stop_sequence", "stop_token", "complete" ->
                response.stop(StopReason.STOP);
            case "tool_calls", "tool_call", "tool_use", "function_call" -> response.stop(StopReason.TOOL_CALLS);
            case "length", "max_tokens", "max_length", "max_output_tokens", "model_length" ->
                response.stop(StopReason.LENGTH);
            case "safety", "sensitive", "recitation", "refusal", "blocklist", "prohibited_content" ->
                response.contentFiltered(reason);
            default -> {
                if (lower.startsWith("content_filter")) {
                    response.contentFiltered(reason);
                }
                response.unknownStop(reason);
            }
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
            replay.thinkingParts();
            JsonFields.objects(inner).forEach(p -> response.thinking(JsonFields.string(p, "text")));
        } else {
            response.thinking(JsonFields.string(part, "thinking"));
        }
    }

    private void readCall(JsonObject delta, int position) {
        String id = JsonFields.string(delta, "id");
        JsonObject function = JsonFields.object(delta, "function");
        String name = JsonFields.string(function, "name");
        JsonValue value = function.get("arguments");
        String arguments =
                value instanceof JsonString s ? s.getString() : value instanceof JsonObject o ? o.toString() : "";
        String previousName = nameOf(lastCallKey);
        lastCallKey = callKey(delta, id, name, position, arguments);
        ToolCallBuilder call = response.toolCall(lastCallKey);
        if (call.id().isEmpty()) {
            call.withId(id);
        }
        if (!name.equals(call.name())) {
            call.withName(call.name() + name);
        } else if (call.name().isEmpty() && lastCallKey.contains(NEXT)) {
            call.withName(previousName);
        }
        replay.call(lastCallKey, delta);
        call.appendArguments(arguments);
    }

    private String nameOf(String key) {
        @Nullable ToolCallBuilder call = response.toolCalls().get(key);
        return call == null ? "" : call.name();
    }

    /** Most servers number the calls. Some send no number, others the same number for each call. */
    private String callKey(JsonObject delta, String id, String name, int position, String arguments) {
        String number = delta.get("index") instanceof JsonNumber n
                ? n.toString()
                : id.isEmpty() && !lastCallKey.isEmpty() && name.isEmpty()
                        ? lastCallKey
                        : keyOfUnnumbered(id, position);
        String key = lastCallKey.startsWith(number + NEXT) ? lastCallKey : number;
        @Nullable ToolCallBuilder existing = response.toolCalls().get(key);
        return existing != null && startsAnother(existing, id, name, arguments)
                ? number + NEXT + response.toolCalls().size()
                : key;
    }

    /** A new id, or an object after complete arguments; some servers send those twice, or an empty object first. */
    private static boolean startsAnother(ToolCallBuilder existing, String id, String name, String arguments) {
        boolean hasNewId =
                !id.isEmpty() && !existing.id().isEmpty() && !existing.id().equals(id);
        if (hasNewId && !name.isEmpty()) {
            return true;
        }
        boolean mayBeSame = name.isEmpty() || name.equals(existing.name());
        boolean isRepeated = mayBeSame && !hasNewId && existing.isFollowedBy(arguments);
        return (!name.isEmpty() || arguments.stripLeading().startsWith("{"))
                && !isRepeated
                && existing.hasCompleteArguments()
                && !(arguments.isBlank() && mayBeSame);
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
            hasUsage = true;
            long input = JsonFields.tokens(u, "prompt_tokens");
            JsonObject inputDetails = JsonFields.object(u, "prompt_tokens_details");
            JsonObject outputDetails = JsonFields.object(u, "completion_tokens_details");
            long cached = inputDetails.containsKey("cached_tokens")
                    ? JsonFields.tokens(inputDetails, "cached_tokens")
                    : Math.max(
                            JsonFields.tokens(u, "num_cached_tokens"), JsonFields.tokens(u, "prompt_cache_hit_tokens"));
            response.usage(new Usage(
                    input,
                    JsonFields.tokens(u, "completion_tokens"),
                    Math.min(cached, input),
                    Math.min(JsonFields.tokens(inputDetails, "cache_write_tokens"), input),
                    JsonFields.tokens(outputDetails, "reasoning_tokens")));
        }
    }
}
