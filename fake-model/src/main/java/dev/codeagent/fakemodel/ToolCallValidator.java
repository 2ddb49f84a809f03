package dev.codeagent.fakemodel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Checks the rule of the API that each tool call has exactly one result before the next message of another role; real
 * servers reject other conversations.
 */
final class ToolCallValidator {
    private ToolCallValidator() {}

    static void validate(List<ModelRequest.Message> messages) {
        List<String> unanswered = new ArrayList<>();
        for (ModelRequest.Message message : messages) {
            if (message.role().equals("tool")) {
                if (!unanswered.remove(message.toolCallId())) {
                    throw HttpErrorException.badRequest("a tool message answers the call '" + message.toolCallId()
                            + "', which is not in the previous assistant message");
                }
            } else {
                requireAnswered(unanswered);
                unanswered = new ArrayList<>(message.toolCallIds());
                if (new HashSet<>(unanswered).size() < unanswered.size()) {
                    throw HttpErrorException.badRequest(
                            "an assistant message contains two tool calls with the same id");
                }
            }
        }
        requireAnswered(unanswered);
    }

    private static void requireAnswered(List<String> unanswered) {
        if (!unanswered.isEmpty()) {
            throw HttpErrorException.badRequest("no tool message answers the call '" + unanswered.getFirst() + "'");
        }
    }
}
