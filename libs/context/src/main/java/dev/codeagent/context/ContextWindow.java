package dev.codeagent.context;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.text.UnicodeText;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits a conversation to a number of characters. Results of the oldest tool calls are replaced by a notice first; the
 * texts of the user and of the model remain.
 *
 * @param maxChars the limit, in UTF-16 code units
 */
public record ContextWindow(int maxChars) {
    private static final int MIN_REDUCED_CHARS = 200;
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

    /**
     * A shorter conversation, for a model that refused this one as too long: the results before the last turn are left out;
     * if there are none, the last ones are shortened to a quarter. It is the same conversation if nothing can be left out.
     */
    public static List<ChatMessage> reduce(List<ChatMessage> messages) {
        int lastTurn = messages.size() - 1;
        while (lastTurn > 0 && !(messages.get(lastTurn) instanceof ChatMessage.Assistant)) {
            lastTurn--;
        }
        List<ChatMessage> reduced = replaceResults(messages, 0, lastTurn, 0);
        return reduced.equals(messages) ? replaceResults(messages, lastTurn, messages.size(), 4) : reduced;
    }

    /** The same conversation with results of at most this many characters: their beginning and their end. */
    public static List<ChatMessage> limitResults(List<ChatMessage> messages, int maxResultChars) {
        return messages.stream()
                .map(m -> m instanceof ChatMessage.Tool t
                        ? new ChatMessage.Tool(t.callId(), t.tool(), shorten(t.text(), maxResultChars), t.error())
                        : m)
                .toList();
    }

    /** @param divisor by which the results are shortened; 0 leaves them out */
    private static List<ChatMessage> replaceResults(List<ChatMessage> messages, int from, int to, int divisor) {
        var replaced = new ArrayList<>(messages);
        for (int i = from; i < to; i++) {
            if (messages.get(i) instanceof ChatMessage.Tool t && t.text().length() > MIN_REDUCED_CHARS) {
                String text = divisor == 0
                        ? OMITTED_RESULT
                        : shorten(t.text(), t.text().length() / divisor);
                replaced.set(i, new ChatMessage.Tool(t.callId(), t.tool(), text, t.error()));
            }
        }
        return replaced;
    }

    private static String shorten(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        int half = maxChars / 2;
        return UnicodeText.prefix(text, half) + "\n… (" + (text.length() - 2 * half) + " characters left out)\n"
                + UnicodeText.replaceUnpairedSurrogates(text.substring(text.length() - half));
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
