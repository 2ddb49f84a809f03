package dev.codeagent.api.chat;

import java.util.List;

/** A message of the conversation with a model. */
public sealed interface ChatMessage {
    /** A message of the user, or of the system in the role of the user. */
    record User(String text, List<Image> images) implements ChatMessage {
        public User {
            images = List.copyOf(images);
        }

        public User(String text) {
            this(text, List.of());
        }
    }

    /** The model's answer; {@code thinking} is empty if the model returned none. */
    record Assistant(String thinking, String text, List<ToolCallRequest> toolCalls, ProviderReplay replay)
            implements ChatMessage {
        public Assistant {
            toolCalls = List.copyOf(toolCalls);
        }

        public Assistant(String thinking, String text, List<ToolCallRequest> toolCalls) {
            this(thinking, text, toolCalls, ProviderReplay.NONE);
        }
    }

    /** The result of a tool call; {@code callId} is the id of its {@link ToolCallRequest}. */
    record Tool(String callId, String tool, String text, boolean error) implements ChatMessage {}
}
