package dev.codeagent.api.provider;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import java.util.List;

/**
 * The complete answer of a model to one request.
 *
 * @param model the model that answered, as the provider names it; may be more exact than the requested one
 * @param stopReason why the answer ended
 */
public record McpResponse(
        String model,
        String thinking,
        String text,
        List<ToolCallRequest> toolCalls,
        Usage usage,
        StopReason stopReason,
        ProviderReplay replay) {
    public McpResponse {
        toolCalls = List.copyOf(toolCalls);
    }

    /** Why a proper answer ended. Any other end is an exception. */
    public enum StopReason {
        /** The model finished its answer. */
        STOP,
        /** The model waits for the results of its tool calls. */
        TOOL_CALLS,
        /** The answer reached the limit of tokens and is cut. */
        LENGTH
    }

    public ChatMessage.Assistant toMessage() {
        return new ChatMessage.Assistant(thinking, text, toolCalls, replay);
    }
}
