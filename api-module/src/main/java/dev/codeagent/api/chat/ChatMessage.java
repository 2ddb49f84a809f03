package dev.codeagent.api.chat;

import java.util.List;

/** A message of the conversation with a model. */
public sealed interface ChatMessage {
    /** What the user, or the system in the user's name, says. */
    record User(String text) implements ChatMessage {}

    /** What the model said and asked for; {@code thinking} is empty where it showed none. */
    record Assistant(String thinking, String text, List<ToolCallRequest> toolCalls) implements ChatMessage {
        public Assistant {
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /** What a tool answered. */
    record Tool(String callId, String tool, String text, boolean error) implements ChatMessage {}
}
