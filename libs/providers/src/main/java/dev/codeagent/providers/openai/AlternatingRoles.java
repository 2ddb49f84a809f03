package dev.codeagent.providers.openai;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Image;
import java.util.ArrayList;
import java.util.List;

/** A conversation for models whose template knows no system message, and no two messages of the user one after the other. */
final class AlternatingRoles {
    private AlternatingRoles() {}

    /** The messages with the instructions at the beginning of the first message of the user. */
    static List<ChatMessage> of(String instructions, List<ChatMessage> messages) {
        var joined = new ArrayList<ChatMessage>();
        if (!instructions.isEmpty()) {
            joined.add(new ChatMessage.User(instructions));
        }
        for (ChatMessage message : messages) {
            boolean isSecond = !joined.isEmpty()
                    && joined.getLast() instanceof ChatMessage.User
                    && message instanceof ChatMessage.User;
            joined.add(isSecond ? join((ChatMessage.User) joined.removeLast(), (ChatMessage.User) message) : message);
        }
        return joined;
    }

    private static ChatMessage.User join(ChatMessage.User first, ChatMessage.User second) {
        var images = new ArrayList<Image>(first.images());
        images.addAll(second.images());
        return new ChatMessage.User(first.text() + "\n\n" + second.text(), images);
    }
}
