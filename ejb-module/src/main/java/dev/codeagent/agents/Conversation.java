package dev.codeagent.agents;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The conversation of a step: its prompt, its turns, and what the agent says after a turn that does not end the step. It is
 * the same after a restart, because it follows from the recorded turns alone.
 *
 * @param expectsChange whether the step is there to change files
 */
record Conversation(String prompt, List<RecordedTurn> turns, boolean expectsChange) {
    static final String CONTINUE_TEXT =
            "Your answer reached the limit of tokens and was cut. Continue exactly where it stopped.";
    static final String SHORTER_TEXT =
            "Your answer reached the limit of tokens before it was complete, so nothing was done. Do it in smaller steps.";
    static final String UNCHANGED_TEXT =
            "You have changed no file, and text in your answer changes none. If the request needs a change, make it now with "
                    + "your tools. If it needs none, answer that nothing has to be changed.";
    private static final Pattern CODE = Pattern.compile("(?m)^\\s{0,3}```");

    Conversation {
        turns = List.copyOf(turns);
    }

    /** The answer of the step, if its last turn ends it. */
    Optional<String> answer() {
        if (turns.isEmpty()
                || !turns.getLast().toolCalls().isEmpty()
                || followUp(turns.size() - 1).isPresent()) {
            return Optional.empty();
        }
        int first = turns.size() - 1;
        while (first > 0 && isCutText(turns.get(first - 1))) {
            first--;
        }
        var text = new StringBuilder();
        turns.subList(first, turns.size()).forEach(t -> text.append(t.text()));
        return Optional.of(text.toString());
    }

    List<ChatMessage> messages() {
        var messages = new ArrayList<ChatMessage>();
        messages.add(new ChatMessage.User(prompt));
        for (int i = 0; i < turns.size(); i++) {
            RecordedTurn turn = turns.get(i);
            messages.add(turn.toMessage());
            for (ToolCalled call : turn.toolCalls()) {
                turn.findResult(call)
                        .ifPresent(a -> messages.add(new ChatMessage.Tool(
                                RecordedTurn.requestId(call),
                                a.tool(),
                                a.result(),
                                a.outcome() != ToolFinished.Outcome.OK)));
            }
            if (turn.toolCalls().isEmpty()) {
                followUp(i).ifPresent(text -> messages.add(new ChatMessage.User(text)));
            }
        }
        return messages;
    }

    /** Whether the model called no tool and answered with code as text, although the step is there to change files. */
    boolean ignoresTools() {
        return !turns.isEmpty()
                && turns.stream().allMatch(t -> t.toolCalls().isEmpty())
                && followUp(turns.size() - 1).equals(Optional.of(UNCHANGED_TEXT));
    }

    /** What the agent says after a turn without tool calls; empty if the turn ends the step. */
    private Optional<String> followUp(int index) {
        RecordedTurn turn = turns.get(index);
        if (turn.isCut()) {
            return Optional.of(turn.text().isBlank() ? SHORTER_TEXT : CONTINUE_TEXT);
        }
        boolean isUnchanged = expectsChange
                && CODE.matcher(turn.text()).find()
                && turns.subList(0, index).stream().noneMatch(t -> t.hasChanged() || t.isTextWithCode(CODE));
        return isUnchanged ? Optional.of(UNCHANGED_TEXT) : Optional.empty();
    }

    private static boolean isCutText(RecordedTurn turn) {
        return turn.isCut() && turn.toolCalls().isEmpty();
    }
}
