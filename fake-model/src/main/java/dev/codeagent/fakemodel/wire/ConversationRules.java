package dev.codeagent.fakemodel.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Rules for conversations that several wires have; real servers reject other conversations. */
public final class ConversationRules {
    private ConversationRules() {}

    /** Each tool call has exactly one result before the next message of another role. */
    public static void requireAnswers(List<Message> messages, boolean inOrder) {
        List<String> unanswered = new ArrayList<>();
        for (Message message : messages) {
            if (message.role() == Message.Role.TOOL) {
                answer(unanswered, message.answeredCall(), inOrder);
            } else {
                requireAnswered(unanswered);
                unanswered = new ArrayList<>(
                        message.calls().stream().map(Message.Call::id).toList());
                if (new HashSet<>(unanswered).size() < unanswered.size()) {
                    throw RequestException.badRequest("an assistant message contains two tool calls with the same id");
                }
            }
        }
        requireAnswered(unanswered);
    }

    private static void answer(List<String> unanswered, String id, boolean inOrder) {
        int index = unanswered.indexOf(id);
        if (index < 0) {
            throw RequestException.badRequest(
                    "a tool message answers the call '" + id + "', which is not in the previous assistant message");
        }
        if (inOrder && index > 0) {
            throw RequestException.badRequest("a tool message answers the call '" + id + "' before the call '"
                    + unanswered.getFirst() + "'; send the results in the order of the calls");
        }
        unanswered.remove(index);
    }

    private static void requireAnswered(List<String> unanswered) {
        if (!unanswered.isEmpty()) {
            throw RequestException.badRequest("no tool message answers the call '" + unanswered.getFirst() + "'");
        }
    }

    /** The ids of calls and of answered calls have the form that the wire accepts. */
    public static void requireIdForm(List<Message> messages, Pattern form) {
        for (Message message : messages) {
            message.calls().forEach(c -> requireIdForm(c.id(), form));
            if (message.role() == Message.Role.TOOL) {
                requireIdForm(message.answeredCall(), form);
            }
        }
    }

    private static void requireIdForm(String id, Pattern form) {
        if (!form.matcher(id).matches()) {
            throw RequestException.badRequest("tool call id was '" + id + "' but must match " + form);
        }
    }

    /** User and assistant alternate, and the user is first and last; tool results belong to the user. */
    public static void requireAlternation(List<Message> messages) {
        List<Message> speakers =
                messages.stream().filter(m -> m.role() != Message.Role.SYSTEM).toList();
        if (speakers.isEmpty() || speakers.getFirst().role() != Message.Role.USER) {
            throw RequestException.badRequest("the first message must have the role user");
        }
        if (speakers.getLast().role() == Message.Role.ASSISTANT) {
            throw RequestException.badRequest("the last message must be from the user");
        }
        for (int i = 1; i < speakers.size(); i++) {
            if (speakers.get(i).role() == speakers.get(i - 1).role()
                    && speakers.get(i).role() != Message.Role.TOOL) {
                throw RequestException.badRequest("roles must alternate between user and assistant; message " + (i + 1)
                        + " has the same role as the one before");
            }
        }
    }
}
