package dev.codeagent.providers.cohere;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Image;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.wire.HistoryFields;
import dev.codeagent.providers.wire.HistoryTurn;
import dev.codeagent.providers.wire.JsonFields;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** Writes a request as the body of {@code POST /v2/chat}. */
record CohereRequestWriter(String provider, ProviderContext context) {

    String write(McpMessage request) {
        JsonArrayBuilder messages = Json.createArrayBuilder();
        if (!request.instructions().text().isEmpty()) {
            messages.add(toMessage("system", request.instructions().text()));
        }
        HistoryTurn.completed(request.context().messages()).forEach(m -> messages.add(toMessage(m)));
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("model", context.model())
                .add("messages", messages)
                .add("stream", context.streamed());
        addParameters(body, !request.tools().isEmpty());
        if (!request.tools().isEmpty()) {
            JsonArrayBuilder tools = Json.createArrayBuilder();
            request.tools().forEach(t -> tools.add(toTool(t)));
            body.add("tools", tools);
        }
        return body.build().toString();
    }

    private void addParameters(JsonObjectBuilder body, boolean hasTools) {
        GenerationParameters parameters = context.parameters();
        parameters.maxOutputTokens().ifPresent(max -> body.add("max_tokens", max));
        if (context.traits().temperature()) {
            parameters.temperature().ifPresent(t -> body.add("temperature", Math.min(t, 1)));
        }
        parameters
                .effort()
                .filter(context.traits().efforts()::contains)
                .ifPresent(effort -> body.add(
                        "thinking",
                        Json.createObjectBuilder().add("type", effort.equals("none") ? "disabled" : "enabled")));
        // Cohere refuses a schema beside tools.
        parameters
                .responseSchema()
                .filter(schema -> !hasTools)
                .ifPresent(schema -> body.add(
                        "response_format",
                        Json.createObjectBuilder().add("type", "json_object").add("json_schema", schema)));
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

    private static JsonObjectBuilder toTextPart(String text) {
        return Json.createObjectBuilder().add("type", "text").add("text", text);
    }

    /** The plan for tools and the thinking go back to the model that sent them. */
    private JsonObject toAssistantMessage(ChatMessage.Assistant a) {
        JsonObjectBuilder message = Json.createObjectBuilder().add("role", "assistant");
        JsonObject replay = HistoryFields.replay(a, provider, context);
        JsonArrayBuilder parts = Json.createArrayBuilder();
        String thinking = JsonFields.string(replay, "thinking");
        if (!thinking.isEmpty()) {
            parts.add(Json.createObjectBuilder().add("type", "thinking").add("thinking", thinking));
        }
        if (!a.text().isBlank() || a.toolCalls().isEmpty()) {
            parts.add(toTextPart(HistoryFields.text(a.text(), "(no answer)")));
        }
        var content = parts.build();
        if (!content.isEmpty()) {
            message.add("content", content);
        }
        if (!a.toolCalls().isEmpty()) {
            String plan = JsonFields.string(replay, "tool_plan");
            if (!plan.isEmpty()) {
                message.add("tool_plan", plan);
            }
            JsonArrayBuilder calls = Json.createArrayBuilder();
            a.toolCalls().forEach(c -> calls.add(toToolCall(c)));
            message.add("tool_calls", calls);
        }
        return message.build();
    }

    private static JsonObjectBuilder toToolCall(ToolCallRequest call) {
        return Json.createObjectBuilder()
                .add("id", call.id())
                .add("type", "function")
                .add(
                        "function",
                        Json.createObjectBuilder()
                                .add("name", call.name())
                                .add("arguments", HistoryFields.argumentsText(call)));
    }

    private static JsonObjectBuilder toTool(McpTool tool) {
        return Json.createObjectBuilder()
                .add("type", "function")
                .add(
                        "function",
                        Json.createObjectBuilder()
                                .add("name", tool.name())
                                .add("description", tool.description())
                                .add("parameters", tool.parameters()));
    }
}
