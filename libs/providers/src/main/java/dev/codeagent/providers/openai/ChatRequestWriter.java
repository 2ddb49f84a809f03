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
import dev.codeagent.providers.wire.ToolCallIds;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes a request as the body of {@code POST /chat/completions}; the same conversation gives the same bytes, so that
 * providers can cache the prefix.
 */
record ChatRequestWriter(String provider, ProviderContext context, RefusedFeatures refused) {
    private static final ToolCallIds SHORT_IDS = new ToolCallIds(Pattern.compile("[a-zA-Z0-9]{9}"), "", 9);

    String write(McpMessage request) {
        JsonObjectBuilder body =
                Json.createObjectBuilder().add("model", context.model()).add("messages", toMessages(request));
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

    private JsonArrayBuilder toMessages(McpMessage request) {
        String instructions = request.instructions().text();
        List<ChatMessage> history = request.context().messages();
        JsonArrayBuilder messages = Json.createArrayBuilder();
        if (!isAccepted(RefusedFeatures.SYSTEM_ROLE)) {
            history = AlternatingRoles.of(instructions, history);
        } else if (!instructions.isEmpty()) {
            messages.add(toMessage("system", instructions));
        }
        history.forEach(m -> messages.add(toMessage(m)));
        return messages;
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
        return refused.accepts(parameter);
    }

    private JsonObject toMessage(ChatMessage message) {
        return switch (message) {
            case ChatMessage.User u -> toUserMessage(u);
            case ChatMessage.Assistant a -> toAssistantMessage(a);
            case ChatMessage.Tool t ->
                toMessage("tool", HistoryFields.text(t.text(), "(nothing)"))
                        .add("tool_call_id", toWireId(t.callId()))
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
        if (!thinkingField.isEmpty() && isAccepted(thinkingField)) {
            message.add(thinkingField, a.thinking());
        }
        for (String name : ChatReplay.THINKING_LISTS) {
            if (replay.get(name) instanceof JsonArray list && isAccepted(name)) {
                message.add(name, list);
            }
        }
        addOpaqueFields(message, replay, "message_");
        if (!a.toolCalls().isEmpty()) {
            JsonArrayBuilder calls = Json.createArrayBuilder();
            for (int i = 0; i < a.toolCalls().size(); i++) {
                ToolCallRequest call = a.toolCalls().get(i);
                calls.add(toToolCall(call, ChatReplay.callFields(replay, i, call.id())));
            }
            message.add("tool_calls", calls);
        }
        return message.build();
    }

    private void addOpaqueFields(JsonObjectBuilder target, JsonObject replay, String prefix) {
        for (String name : ChatReplay.OPAQUE_FIELDS) {
            JsonObject value = JsonFields.object(replay, prefix + name);
            if (!value.isEmpty() && isAccepted(name)) {
                target.add(name, value);
            }
        }
    }

    private String toWireId(String id) {
        return isAccepted(RefusedFeatures.LONG_CALL_IDS) ? id : SHORT_IDS.toWire(id);
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

    private JsonObject toToolCall(ToolCallRequest call, JsonObject fields) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", toWireId(call.id()))
                .add("type", "function")
                .add(
                        "function",
                        Json.createObjectBuilder()
                                .add("name", call.name())
                                .add("arguments", HistoryFields.argumentsText(call)));
        addOpaqueFields(json, fields, "");
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
