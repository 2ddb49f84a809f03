package dev.codeagent.providers.mistral;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.providers.wire.HistoryTurn;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Changes a conversation to what Mistral accepts: ids of tool calls have nine letters and digits, and no message of the
 * user follows the result of a tool directly.
 */
final class MistralConversation {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final String ID_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String BETWEEN_RESULT_AND_USER = "I have read the results.";

    private MistralConversation() {}

    static List<ChatMessage> adapt(List<ChatMessage> messages) {
        var adapted = new ArrayList<ChatMessage>();
        for (ChatMessage message : HistoryTurn.completed(messages)) {
            boolean followsResult = !adapted.isEmpty() && adapted.getLast() instanceof ChatMessage.Tool;
            if (followsResult && message instanceof ChatMessage.User) {
                adapted.add(new ChatMessage.Assistant("", BETWEEN_RESULT_AND_USER, List.of()));
            }
            adapted.add(withValidIds(message));
        }
        return adapted;
    }

    private static ChatMessage withValidIds(ChatMessage message) {
        return switch (message) {
            case ChatMessage.User user -> user;
            case ChatMessage.Assistant a ->
                new ChatMessage.Assistant(
                        a.thinking(),
                        a.text(),
                        a.toolCalls().stream()
                                .map(c -> new ToolCallRequest(toId(c.id()), c.name(), c.arguments()))
                                .toList(),
                        a.replay());
            case ChatMessage.Tool t -> new ChatMessage.Tool(toId(t.callId()), t.tool(), t.text(), t.error());
        };
    }

    /** The id itself if Mistral accepts it; else nine characters of its digest, always the same for one id. */
    static String toId(String id) {
        if (ID.matcher(id).matches()) {
            return id;
        }
        var number = new BigInteger(1, sha256(id));
        var chars = new StringBuilder();
        while (chars.length() < 9) {
            BigInteger[] quotientAndRest = number.divideAndRemainder(BigInteger.valueOf(ID_CHARS.length()));
            chars.append(ID_CHARS.charAt(quotientAndRest[1].intValue()));
            number = quotientAndRest[0];
        }
        return chars.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
