package dev.codeagent.providers;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.tool.ToolSpec;
import java.util.List;

/** A request for one turn of a model. An empty {@code model} means the provider's default. */
public record ChatRequest(String model, String system, List<ChatMessage> messages, List<ToolSpec> tools) {
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    public ChatRequest withModel(String newModel) {
        return new ChatRequest(newModel, system, messages, tools);
    }
}
