package dev.codeagent.providers.wire;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the history, for wires that want all results of an answer's calls together and in the order of the calls. An
 * interrupted run leaves calls without a result, and a shortened history results without a call; neither is sent so.
 */
public sealed interface HistoryTurn {
    /** A message of the user. */
    record User(ChatMessage.User message) implements HistoryTurn {}

    /** An answer of the model. */
    record Assistant(ChatMessage.Assistant message) implements HistoryTurn {}

    /** The results of all calls of the answer before this turn. */
    record Results(List<CallResult> results) implements HistoryTurn {
        public Results {
            results = List.copyOf(results);
        }
    }

    /** A call and its result. */
    record CallResult(ToolCallRequest call, ChatMessage.Tool result) {
        /** The text of the result, never empty. */
        public String text() {
            return HistoryFields.text(result.text(), "(nothing)");
        }
    }

    /** The history as messages in which every call has its result, and every result its call. */
    static List<ChatMessage> completed(List<ChatMessage> messages) {
        var completed = new ArrayList<ChatMessage>();
        for (HistoryTurn turn : of(messages)) {
            switch (turn) {
                case User user -> completed.add(user.message());
                case Assistant answer -> completed.add(answer.message());
                case Results results ->
                    results.results().stream().map(CallResult::result).forEach(completed::add);
            }
        }
        return completed;
    }

    static List<HistoryTurn> of(List<ChatMessage> messages) {
        var turns = new ArrayList<HistoryTurn>();
        for (int i = 0; i < messages.size(); i++) {
            switch (messages.get(i)) {
                case ChatMessage.User user -> turns.add(new User(user));
                case ChatMessage.Tool orphan ->
                    turns.add(new User(new ChatMessage.User("Result of " + orphan.tool() + ":\n" + orphan.text())));
                case ChatMessage.Assistant answer -> {
                    turns.add(new Assistant(answer));
                    i = addResults(turns, answer, messages, i);
                }
            }
        }
        return turns;
    }

    /** Adds the results that follow the answer at the index, and returns the index of the last one. */
    private static int addResults(
            List<HistoryTurn> turns, ChatMessage.Assistant answer, List<ChatMessage> messages, int index) {
        if (answer.toolCalls().isEmpty()) {
            return index;
        }
        var found = new ArrayList<ChatMessage.Tool>();
        int next = index + 1;
        while (next < messages.size()
                && messages.get(next) instanceof ChatMessage.Tool tool
                && answer.toolCalls().stream().anyMatch(call -> call.id().equals(tool.callId()))) {
            found.add(tool);
            next++;
        }
        turns.add(new Results(answer.toolCalls().stream()
                .map(call -> new CallResult(call, resultOf(call, found)))
                .toList()));
        return next - 1;
    }

    private static ChatMessage.Tool resultOf(ToolCallRequest call, List<ChatMessage.Tool> found) {
        return found.stream()
                .filter(tool -> tool.callId().equals(call.id()))
                .findFirst()
                .orElseGet(() ->
                        new ChatMessage.Tool(call.id(), call.name(), "(no result: the call was not executed)", true));
    }
}
