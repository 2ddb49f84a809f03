package dev.codeagent.providers.openai;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Image;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.wire.HistoryFields;
import dev.codeagent.providers.wire.JsonFields;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a request as the body of {@code POST /chat/completions}; the same conversation gives the same bytes, so that
 * providers can cache the prefix.
 */
record ChatRequestWriter(String provider, ProviderContext context, Set<String> refusedParameters) {
    /** What some servers refuse, and what an answer does not depend on. */
    static final List<String> OPTIONAL_PARAMETERS =
            List.of("stream_options", "max_completion_tokens", "max_tokens", "temperature", "reasoning_effort");

    String write(McpMessage request) {
        JsonArrayBuilder messages = Json.createArrayBuilder();
        if (!request.instructions().text().isEmpty()) {
            messages.add(toMessage("system", request.instructions().text()));
        }
        request.context().messages().forEach(m -> messages.add(toMessage(m)));
        JsonObjectBuilder body =
                Json.createObjectBuilder().add("model", context.model()).add("messages", messages);
        if (context.streamed()) {
            body.add("stream", true);
            if (isAccepted("stream_options")) {
                body.add("stream_options", Json.createObjectBuilder().add("include_usage", true));
            }
        }
        addParameters(body);
        if (!request.tools().isEmpty()) {
            JsonArrayBuilder tools = Json.createArrayBuilder();
            request.tools().forEach(t -> tools.add(toTool(t)));
            body.add("tools", tools);
        }
        return body.build().toString();
    }

    private void addParameters(JsonObjectBuilder body) {
        GenerationParameters parameters = context.parameters();
        parameters.maxOutputTokens().ifPresent(max -> addMaxTokens(body, max));
        if (context.traits().temperature() && isAccepted("temperature")) {
            parameters.temperature().ifPresent(t -> body.add("temperature", t));
        }
        parameters
                .effort()
                .filter(effort -> context.traits().efforts().contains(effort) && isAccepted("reasoning_effort"))
                .ifPresent(effort -> body.add("reasoning_effort", effort));
        parameters
                .responseSchema()
                .ifPresent(schema -> body.add(
                        "response_format",
                        Json.createObjectBuilder()
                                .add("type", "json_schema")
                                .add(
                                        "json_schema",
                                        Json.createObjectBuilder()
                                                .add("name", "answer")
                                                .add("strict", true)
                                                .add("schema", schema))));
    }

    private void addMaxTokens(JsonObjectBuilder body, int max) {
        String preferred = context.traits().maxTokensParameter();
        String other = preferred.equals("max_tokens") ? "max_completion_tokens" : "max_tokens";
        Stream.of(preferred, other).filter(this::isAccepted).findFirst().ifPresent(name -> body.add(name, max));
    }

    private boolean isAccepted(String parameter) {
        return !refusedParameters.contains(parameter);
    }

    private JsonObject toMessage(ChatMessage message) {
        return switch (message) {
            case ChatMessage.User u -> toUserMessage(u);
            case ChatMessage.Assistant a -> toAssistantMessage(a);
            case ChatMessage.Tool t ->
                toMessage("tool", HistoryFields.text(t.text(), "(nothing)"))
                        .add("tool_call_id", t.callId())
                        .build();
        };
    }

    private static JsonObjectBuilder toMessage(String role, String content) {
        return Json.createObjectBuilder().add("role", role).add("content", content);
    }

    private static JsonObject toUserMessage(ChatMessage.User u) {
        if (u.images().isEmpty()) {
            return toMessage("user", HistoryFields.text(u.text(), "(nothing)")).build();
        }
        JsonArrayBuilder parts = Json.createArrayBuilder().add(toTextPart(HistoryFields.text(u.text(), "(image)")));
        for (Image image : u.images()) {
            parts.add(Json.createObjectBuilder()
                    .add("type", "image_url")
                    .add(
                            "image_url",
                            Json.createObjectBuilder()
                                    .add("url", "data:" + image.mediaType() + ";base64," + image.base64())));
        }
        return Json.createObjectBuilder()
                .add("role", "user")
                .add("content", parts)
                .build();
    }

    private JsonObject toAssistantMessage(ChatMessage.Assistant a) {
        JsonObjectBuilder message = Json.createObjectBuilder().add("role", "assistant");
        JsonObject replay = HistoryFields.replay(a, provider, context);
        if (replay.getBoolean("thinking_parts", false)) {
            message.add("content", toThinkingParts(a));
        } else if (a.text().isBlank() && !a.toolCalls().isEmpty()) {
            message.addNull("content");
        } else {
            message.add("content", HistoryFields.text(a.text(), "(no answer)"));
        }
        String thinkingField = JsonFields.string(replay, "thinking_field");
        if (!thinkingField.isEmpty()) {
            message.add(thinkingField, a.thinking());
        }
        if (!a.toolCalls().isEmpty()) {
            JsonObject extras = JsonFields.object(replay, "extra_content");
            JsonArrayBuilder calls = Json.createArrayBuilder();
            a.toolCalls().forEach(c -> calls.add(toToolCall(c, JsonFields.object(extras, c.id()))));
            message.add("tool_calls", calls);
        }
        return message.build();
    }

    private static JsonArrayBuilder toThinkingParts(ChatMessage.Assistant a) {
        JsonArrayBuilder parts = Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add("type", "thinking")
                        .add("thinking", Json.createArrayBuilder().add(toTextPart(a.thinking()))));
        if (!a.text().isEmpty()) {
            parts.add(toTextPart(a.text()));
        }
        return parts;
    }

    private static JsonObjectBuilder toTextPart(String text) {
        return Json.createObjectBuilder().add("type", "text").add("text", text);
    }

    private static JsonObject toToolCall(ToolCallRequest call, JsonObject extra) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", call.id())
                .add("type", "function")
                .add(
                        "function",
                        Json.createObjectBuilder()
                                .add("name", call.name())
                                .add("arguments", HistoryFields.argumentsText(call)));
        if (!extra.isEmpty()) {
            json.add("extra_content", extra);
        }
        return json.build();
    }

    private static JsonObject toTool(McpTool tool) {
        return Json.createObjectBuilder()
                .add("type", "function")
                .add(
                        "function",
                        Json.createObjectBuilder()
                                .add("name", tool.name())
                                .add("description", tool.description())
                                .add("parameters", tool.parameters()))
                .build();
    }
}
