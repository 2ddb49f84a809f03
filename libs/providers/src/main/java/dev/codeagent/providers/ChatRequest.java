package dev.codeagent.providers;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.tool.ToolSpec;
import java.util.List;

/** A turn asked of a model. {@code model} may be empty: the provider's default. */
public record ChatRequest(String model, String system, List<ChatMessage> messages, List<ToolSpec> tools) {
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    public ChatRequest withModel(String newModel) {
        return new ChatRequest(newModel, system, messages, tools);
    }
}
