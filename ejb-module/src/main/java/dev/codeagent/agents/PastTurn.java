package dev.codeagent.agents;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent.BlockFinished;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.run.RunEvent.TurnFinished;
import dev.codeagent.providers.ChatMessage;
import dev.codeagent.providers.ToolCallRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A turn of a step as the journal holds it: what the model said, what it asked for, and the answers so far. */
public record PastTurn(String thinking, String text, List<ToolCalled> calls, List<ToolFinished> answers) {
    public PastTurn {
        calls = List.copyOf(calls);
        answers = List.copyOf(answers);
    }

    /** Reads a step's turns off the run's events. A turn's events are stored in one commit, so none is half there. */
    public static List<PastTurn> of(String step, List<RecordedEvent> events) {
        var turns = new ArrayList<PastTurn>();
        String thinking = "";
        String text = "";
        for (RecordedEvent recorded : events) {
            switch (recorded.event()) {
                case BlockFinished b when b.step().equals(step) && b.kind().equals("thinking") -> thinking = b.text();
                case BlockFinished b when b.step().equals(step) -> text = b.text();
                case TurnFinished t
                when t.step().equals(step) -> {
                    turns.add(new PastTurn(thinking, text, List.of(), List.of()));
                    thinking = "";
                    text = "";
                }
                case ToolCalled c
                when c.step().equals(step) -> turns.add(turns.removeLast().with(c));
                case ToolFinished f when f.step().equals(step) -> answer(turns, f);
                default -> {}
            }
        }
        return turns;
    }

    private static void answer(List<PastTurn> turns, ToolFinished finished) {
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).calls().stream().anyMatch(c -> c.call().equals(finished.call()))) {
                turns.set(i, turns.get(i).with(finished));
            }
        }
    }

    private PastTurn with(ToolCalled call) {
        var all = new ArrayList<>(calls);
        all.add(call);
        return new PastTurn(thinking, text, all, answers);
    }

    private PastTurn with(ToolFinished answer) {
        var all = new ArrayList<>(answers);
        all.add(answer);
        return new PastTurn(thinking, text, calls, all);
    }

    public Optional<ToolFinished> answerTo(ToolCalled call) {
        return answers.stream().filter(a -> a.call().equals(call.call())).findFirst();
    }

    ChatMessage.Assistant message() {
        return new ChatMessage.Assistant(
                thinking,
                text,
                calls.stream()
                        .map(c -> new ToolCallRequest(c.call(), c.tool(), c.arguments()))
                        .toList());
    }
}
