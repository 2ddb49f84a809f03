package dev.codeagent.fakemodel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The wire's rule that every tool call is answered, once, before anybody speaks again; real servers refuse the rest. */
final class ToolOrder {
    private ToolOrder() {}

    static void check(List<ModelRequest.Message> messages) {
        List<String> open = new ArrayList<>();
        for (ModelRequest.Message message : messages) {
            if (message.role().equals("tool")) {
                if (!open.remove(message.answers())) {
                    throw Refusal.badRequest("a tool message answers the call '" + message.answers()
                            + "', which the assistant message before it does not make");
                }
            } else {
                requireAnswered(open);
                open = new ArrayList<>(message.calls());
                if (new HashSet<>(open).size() < open.size()) {
                    throw Refusal.badRequest("an assistant message makes two tool calls with the same id");
                }
            }
        }
        requireAnswered(open);
    }

    private static void requireAnswered(List<String> open) {
        if (!open.isEmpty()) {
            throw Refusal.badRequest("no tool message answers the call '" + open.getFirst() + "'");
        }
    }
}
