package dev.codeagent.api.chat;

import java.util.List;

/** A message of the conversation with a model. */
public sealed interface ChatMessage {
    /** A message of the user, or of the system in the role of the user. */
    record User(String text) implements ChatMessage {}

    /** The model's answer; {@code thinking} is empty if the model returned none. */
    record Assistant(String thinking, String text, List<ToolCallRequest> toolCalls) implements ChatMessage {
        public Assistant {
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /** The result of a tool call. */
    record Tool(String callId, String tool, String text, boolean error) implements ChatMessage {}
}
