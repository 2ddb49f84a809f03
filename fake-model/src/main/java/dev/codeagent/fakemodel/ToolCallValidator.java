package dev.codeagent.fakemodel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The wire's rule that every tool call is answered, once, before anybody speaks again; real servers refuse the rest. */
final class ToolCallValidator {
    private ToolCallValidator() {}

    static void validate(List<ModelRequest.Message> messages) {
        List<String> unanswered = new ArrayList<>();
        for (ModelRequest.Message message : messages) {
            if (message.role().equals("tool")) {
                if (!unanswered.remove(message.toolCallId())) {
                    throw HttpErrorException.badRequest("a tool message answers the call '" + message.toolCallId()
                            + "', which the assistant message before it does not make");
                }
            } else {
                requireAnswered(unanswered);
                unanswered = new ArrayList<>(message.toolCallIds());
                if (new HashSet<>(unanswered).size() < unanswered.size()) {
                    throw HttpErrorException.badRequest("an assistant message makes two tool calls with the same id");
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
