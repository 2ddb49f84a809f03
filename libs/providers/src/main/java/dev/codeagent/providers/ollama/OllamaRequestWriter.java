package dev.codeagent.providers.ollama;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Image;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.FillInMiddle;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.wire.HistoryFields;
import dev.codeagent.providers.wire.HistoryTurn;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** Writes requests as bodies of {@code POST /api/chat} and {@code POST /api/generate}. */
record OllamaRequestWriter(String provider, ProviderContext context, ContextWindows windows) {
    /** Longer than the usual time of a tool call, so that the model need not be loaded again after it. */
    private static final String KEEP_ALIVE = "30m";

    String write(McpMessage request) {
        JsonArrayBuilder messages = Json.createArrayBuilder();
        if (!request.instructions().text().isEmpty()) {
            messages.add(toMessage("system", request.instructions().text()));
        }
        HistoryTurn.completed(request.context().messages()).forEach(m -> messages.add(toMessage(m)));
        JsonArray written = messages.build();
        JsonArrayBuilder tools = Json.createArrayBuilder();
        request.tools().forEach(t -> tools.add(toTool(t)));
        JsonArray writtenTools = tools.build();
        int chars = written.toString().length() + writtenTools.toString().length();
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("model", context.model())
                .add("messages", written)
                .add("stream", context.streamed());
        if (!writtenTools.isEmpty()) {
            body.add("tools", writtenTools);
        }
        addThink(body);
        context.parameters().responseSchema().ifPresent(schema -> body.add("format", schema));
        // Servers that know these fields report a conversation that is too long, in place of cutting it.
        body.add("truncate", false).add("shift", false);
        return body.add("options", options(chars, maxOutputTokens()))
                .add("keep_alive", KEEP_ALIVE)
                .build()
                .toString();
    }

    String write(FillInMiddle request) {
        int chars = request.prefix().length() + request.suffix().length();
        return Json.createObjectBuilder()
                .add("model", context.model())
                .add("prompt", request.prefix())
                .add("suffix", request.suffix())
                .add("stream", context.streamed())
                .add("options", options(chars, request.maxOutputTokens()))
                .add("keep_alive", KEEP_ALIVE)
                .build()
                .toString();
    }

    private int maxOutputTokens() {
        return context.parameters().maxOutputTokens().orElse(0);
    }

    private JsonObjectBuilder options(int chars, int maxOutputTokens) {
        int window = windows.forRequest(context.model(), context.traits().contextTokens(), chars, maxOutputTokens);
        JsonObjectBuilder options = Json.createObjectBuilder().add("num_ctx", window);
        if (maxOutputTokens > 0) {
            options.add("num_predict", maxOutputTokens);
        }
        if (context.traits().temperature()) {
            context.parameters().temperature().ifPresent(t -> options.add("temperature", t));
        }
        return options;
    }

    /** Models that cannot think refuse the field, so that it is sent only with a level that the model has. */
    private void addThink(JsonObjectBuilder body) {
        GenerationParameters parameters = context.parameters();
        parameters.effort().filter(context.traits().efforts()::contains).ifPresent(effort -> {
            switch (effort) {
                case "none" -> body.add("think", false);
                case "low", "medium", "high" -> body.add("think", effort);
                default -> body.add("think", true);
            }
        });
    }

    private JsonObject toMessage(ChatMessage message) {
        return switch (message) {
            case ChatMessage.User u -> toUserMessage(u);
            case ChatMessage.Assistant a -> toAssistantMessage(a);
            case ChatMessage.Tool t ->
                toMessage("tool", HistoryFields.text(t.text(), "(nothing)"))
                        .add("tool_name", t.tool())
                        .add("tool_call_id", t.callId())
                        .build();
        };
    }

    private static JsonObjectBuilder toMessage(String role, String content) {
        return Json.createObjectBuilder().add("role", role).add("content", content);
    }

    private static JsonObject toUserMessage(ChatMessage.User u) {
        JsonObjectBuilder message = toMessage("user", HistoryFields.text(u.text(), "(nothing)"));
        if (!u.images().isEmpty()) {
            JsonArrayBuilder images = Json.createArrayBuilder();
            u.images().stream().map(Image::base64).forEach(images::add);
            message.add("images", images);
        }
        return message.build();
    }

    private JsonObject toAssistantMessage(ChatMessage.Assistant a) {
        boolean isEmpty = a.text().isBlank() && a.toolCalls().isEmpty();
        JsonObjectBuilder message = toMessage("assistant", isEmpty ? "(no answer)" : a.text());
        if (HistoryFields.replay(a, provider, context).getBoolean("thinking", false)) {
            message.add("thinking", a.thinking());
        }
        if (!a.toolCalls().isEmpty()) {
            JsonArrayBuilder calls = Json.createArrayBuilder();
            a.toolCalls().forEach(c -> calls.add(toToolCall(c)));
            message.add("tool_calls", calls);
        }
        return message.build();
    }

    private static JsonObjectBuilder toToolCall(ToolCallRequest call) {
        return Json.createObjectBuilder()
                .add("id", call.id())
                .add(
                        "function",
                        Json.createObjectBuilder()
                                .add("name", call.name())
                                .add("arguments", HistoryFields.arguments(call)));
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
