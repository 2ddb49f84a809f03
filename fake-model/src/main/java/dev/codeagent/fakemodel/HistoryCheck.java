package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.script.Turn;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Message;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.Wire;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks that a client sends back what the server sent in its turns: signatures, thinking, and ids of calls. */
final class HistoryCheck {
    /** Google's documented signatures for calls that another model made. */
    private static final Set<String> FOREIGN_CALL =
            Set.of("skip_thought_signature_validator", "context_engineering_is_the_way_to_go");

    private final Wire wire;
    private final TurnSelector.Selection selection;
    private final Conversation conversation;

    HistoryCheck(Wire wire, TurnSelector.Selection selection, Conversation conversation) {
        this.wire = wire;
        this.selection = selection;
        this.conversation = conversation;
    }

    /** Returns the signature of a turn: the scripted one, or one of its thinking; none without thinking. */
    static Optional<String> signature(Turn.Content content) {
        return content.signature()
                .or(() -> Optional.of(content.thinking())
                        .filter(t -> !t.isEmpty())
                        .map(Digest::signature));
    }

    void check() {
        List<Message> turns = conversation.turns();
        for (int i = 0; i < turns.size(); i++) {
            Turn scripted = selection.turns().get(i);
            requireUnchanged(turns.get(i), scripted, i);
            switch (wire.echo()) {
                case REASONING_TEXT_IF_STRICT -> requireReasoning(turns.get(i), scripted, i);
                case THINKING_OF_LAST_TURN -> requireThinking(turns.get(i), scripted, i, i == turns.size() - 1);
                case SIGNATURE_OF_CALL -> requireCallSignature(turns.get(i), scripted, i);
                case UNCHANGED -> {}
            }
            if (selection.strict()) {
                requireCalls(turns.get(i), scripted, i);
            }
        }
    }

    private static RequestException violation(int turn, String message) {
        return RequestException.badRequest("turn " + (turn + 1) + " of the model: " + message);
    }

    private static void requireUnchanged(Message message, Turn scripted, int turn) {
        String issued = signature(scripted.content()).orElse("");
        for (Message.Reasoning reasoning : message.reasoning()) {
            boolean signed = !reasoning.signature().isEmpty();
            if (signed && !reasoning.signature().equals(issued)) {
                throw violation(turn, "invalid `signature` of the thinking; send it back as it came");
            }
            boolean ownText = reasoning.text().isEmpty()
                    || reasoning.text().equals(scripted.content().thinking());
            if (signed && !ownText) {
                throw violation(turn, "the thinking was modified; send it back as it came");
            }
        }
    }

    private void requireReasoning(Message message, Turn scripted, int turn) {
        String expected = scripted.content().thinking();
        if (!selection.strict() || expected.isEmpty() || message.calls().isEmpty()) {
            return;
        }
        if (message.reasoning().stream().noneMatch(r -> r.text().equals(expected))) {
            throw violation(turn, "the `reasoning_content` in the thinking mode must be passed back to the API");
        }
    }

    private void requireThinking(Message message, Turn scripted, int turn, boolean last) {
        boolean needed = conversation.options().thinking()
                && last
                && !message.calls().isEmpty()
                && signature(scripted.content()).isPresent();
        if (needed && message.reasoning().stream().noneMatch(r -> !r.signature().isEmpty())) {
            throw violation(turn, "expected `thinking` or `redacted_thinking` with its signature before `tool_use`");
        }
    }

    private static void requireCallSignature(Message message, Turn scripted, int turn) {
        Optional<String> issued = signature(scripted.content());
        for (int i = 0; i < message.calls().size(); i++) {
            String sent = message.calls().get(i).signature();
            boolean missing = i == 0 && issued.isPresent() && sent.isEmpty();
            boolean changed = !sent.isEmpty() && !FOREIGN_CALL.contains(sent) && !sent.equals(issued.orElse(""));
            if (missing || changed) {
                throw violation(
                        turn,
                        "Function call `" + message.calls().get(i).name() + "` is "
                                + (missing ? "missing a" : "not sent back with its") + " `thought_signature`");
            }
        }
    }

    private void requireCalls(Message message, Turn scripted, int turn) {
        for (int i = 0; i < message.calls().size(); i++) {
            Message.Call call = message.calls().get(i);
            String expected = wire.callId(selection.callPrefix(turn), i + 1);
            boolean faulty = !scripted.faults().faults().isEmpty();
            if (!expected.isEmpty() && !faulty && !call.id().equals(expected)) {
                throw violation(
                        turn, "the id of call " + (i + 1) + " is '" + call.id() + "', it was '" + expected + "'");
            }
            boolean isText = wire.echo() == Wire.Echo.REASONING_TEXT_IF_STRICT;
            if (isText && JsonValues.parse(call.signature()).isEmpty()) {
                throw violation(turn, "the arguments of call " + (i + 1) + " are not JSON");
            }
        }
    }
}
