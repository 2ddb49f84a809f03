package dev.codeagent.providers.openai;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.providers.ChatRequest;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Writes a request as the body of {@code POST /chat/completions}; the same conversation gives the same bytes, so that
 * providers can cache the prefix.
 */
final class OpenAiRequestWriter {
    private OpenAiRequestWriter() {}

    static String write(ChatRequest request) {
        JsonArrayBuilder messages = Json.createArrayBuilder();
        messages.add(toMessage("system", request.system()));
        request.messages().forEach(m -> messages.add(toMessage(m)));
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("model", request.model())
                .add("messages", messages)
                .add("stream", true)
                .add("stream_options", Json.createObjectBuilder().add("include_usage", true));
        if (!request.tools().isEmpty()) {
            JsonArrayBuilder tools = Json.createArrayBuilder();
            request.tools().forEach(t -> tools.add(toTool(t)));
            body.add("tools", tools);
        }
        return body.build().toString();
    }

    private static JsonObject toMessage(ChatMessage message) {
        return switch (message) {
            case ChatMessage.User u -> toMessage("user", u.text()).build();
            case ChatMessage.Assistant a -> toAssistantMessage(a);
            case ChatMessage.Tool t ->
                toMessage("tool", t.text().isEmpty() ? "(nothing)" : t.text())
                        .add("tool_call_id", t.callId())
                        .build();
        };
    }

    private static JsonObjectBuilder toMessage(String role, String content) {
        return Json.createObjectBuilder().add("role", role).add("content", content);
    }

    private static JsonObject toAssistantMessage(ChatMessage.Assistant a) {
        JsonObjectBuilder message = Json.createObjectBuilder().add("role", "assistant");
        if (a.text().isEmpty() && !a.toolCalls().isEmpty()) {
            message.addNull("content");
        } else {
            message.add("content", a.text().isEmpty() ? "(no answer)" : a.text());
        }
        if (!a.toolCalls().isEmpty()) {
            JsonArrayBuilder calls = Json.createArrayBuilder();
            a.toolCalls().forEach(c -> calls.add(toToolCall(c)));
            message.add("tool_calls", calls);
        }
        return message.build();
    }

    private static JsonObject toToolCall(ToolCallRequest call) {
        return Json.createObjectBuilder()
                .add("id", call.id())
                .add("type", "function")
                .add(
                        "function",
                        Json.createObjectBuilder().add("name", call.name()).add("arguments", call.arguments()))
                .build();
    }

    private static JsonObject toTool(ToolSpec tool) {
        return Json.createObjectBuilder()
                .add("type", "function")
                .add(
                        "function",
                        Json.createObjectBuilder()
                                .add("name", tool.name())
                                .add("description", tool.description())
                                .add("parameters", tool.schema()))
                .build();
    }
}
