package dev.codeagent.providers;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.run.Usage;
import java.util.List;

/**
 * A finished turn of a model.
 *
 * @param finishReason why it ended: stop, tool_calls, length, content_filter, or another reason of the provider
 */
public record ChatResponse(
        String thinking, String text, List<ToolCallRequest> toolCalls, Usage usage, String finishReason) {
    public ChatResponse {
        toolCalls = List.copyOf(toolCalls);
    }
}
