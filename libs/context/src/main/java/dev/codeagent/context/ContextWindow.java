package dev.codeagent.context;

import dev.codeagent.api.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits a conversation to a number of characters. Results of the oldest tool calls are replaced by a notice first; the
 * texts of the user and of the model remain.
 *
 * @param maxChars the limit, in UTF-16 code units
 */
public record ContextWindow(int maxChars) {
    private static final String OMITTED_RESULT =
            "(an older result, left out to save space; call the tool again if you need it)";

    public List<ChatMessage> fit(List<ChatMessage> messages) {
        int total = messages.stream().mapToInt(ContextWindow::countChars).sum();
        var fitted = new ArrayList<>(messages);
        for (int i = 0; i < fitted.size() - 1 && total > maxChars; i++) {
            if (fitted.get(i) instanceof ChatMessage.Tool a && a.text().length() > OMITTED_RESULT.length()) {
                total -= a.text().length() - OMITTED_RESULT.length();
                fitted.set(i, new ChatMessage.Tool(a.callId(), a.tool(), OMITTED_RESULT, a.error()));
            }
        }
        return fitted;
    }

    private static int countChars(ChatMessage message) {
        return switch (message) {
            case ChatMessage.User u -> u.text().length();
            case ChatMessage.Assistant a ->
                a.text().length()
                        + a.toolCalls().stream()
                                .mapToInt(c -> c.arguments().length())
                                .sum();
            case ChatMessage.Tool t -> t.text().length();
        };
    }
}
