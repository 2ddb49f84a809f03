package dev.codeagent.agents;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent.BlockFinished;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.run.RunEvent.TurnFinished;
import dev.codeagent.providers.toolcalls.ToolArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A turn of a step as the journal has it: the text of the model, its tool calls, and their results so far.
 *
 * @param stop why the turn ended, as in {@link TurnFinished}
 */
public record RecordedTurn(
        String thinking,
        String text,
        List<ToolCalled> toolCalls,
        List<ToolFinished> toolResults,
        ProviderReplay replay,
        String stop) {
    private static final String CUT = "length";

    public RecordedTurn {
        toolCalls = List.copyOf(toolCalls);
        toolResults = List.copyOf(toolResults);
    }

    /** Reads the turns of a step from the run's events. The events of a turn are stored in one commit, so no turn is partial. */
    public static List<RecordedTurn> fromEvents(String step, List<RecordedEvent> events) {
        var turns = new ArrayList<RecordedTurn>();
        String thinking = "";
        String text = "";
        for (RecordedEvent recorded : events) {
            switch (recorded.event()) {
                case BlockFinished b when b.step().equals(step) && b.kind().equals("thinking") -> thinking = b.text();
                case BlockFinished b when b.step().equals(step) -> text = b.text();
                case TurnFinished t
                when t.step().equals(step) -> {
                    turns.add(new RecordedTurn(thinking, text, List.of(), List.of(), t.replay(), t.stop()));
                    thinking = "";
                    text = "";
                }
                case ToolCalled c
                when c.step().equals(step) -> turns.add(turns.removeLast().with(c));
                case ToolFinished f when f.step().equals(step) -> addResult(turns, f);
                default -> {}
            }
        }
        return turns;
    }

    private static void addResult(List<RecordedTurn> turns, ToolFinished finished) {
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).toolCalls().stream().anyMatch(c -> c.call().equals(finished.call()))) {
                turns.set(i, turns.get(i).with(finished));
            }
        }
    }

    private RecordedTurn with(ToolCalled call) {
        var extended = new ArrayList<>(toolCalls);
        extended.add(call);
        return new RecordedTurn(thinking, text, extended, toolResults, replay, stop);
    }

    private RecordedTurn with(ToolFinished result) {
        var extended = new ArrayList<>(toolResults);
        extended.add(result);
        return new RecordedTurn(thinking, text, toolCalls, extended, replay, stop);
    }

    RecordedTurn withResults(List<ToolFinished> results) {
        return new RecordedTurn(thinking, text, toolCalls, results, replay, stop);
    }

    /** Whether the limit of tokens cut the turn. */
    boolean isCut() {
        return stop.equals(CUT);
    }

    /** Whether the call was cut: it is the last of a turn that was cut, and its arguments are not complete. */
    boolean isCut(ToolCalled call) {
        if (!isCut() || !call.equals(toolCalls.getLast())) {
            return false;
        }
        ToolArguments arguments = ToolArguments.read(call.arguments());
        return arguments.isBroken() || arguments.repaired() || arguments.json().equals("{}");
    }

    /** Whether a call that may change the workspace was executed. */
    boolean hasChanged() {
        return toolCalls.stream()
                .filter(c -> c.mutating() && !c.tool().equals("run_tests"))
                .anyMatch(c -> findResult(c)
                        .filter(r -> r.outcome() == ToolFinished.Outcome.OK)
                        .isPresent());
    }

    /** The outcome of the last call of the tool; empty if there is none. */
    Optional<ToolFinished.Outcome> outcomeOf(String tool) {
        return toolResults.stream()
                .filter(r -> r.tool().equals(tool))
                .reduce((first, second) -> second)
                .map(ToolFinished::outcome);
    }

    boolean isTextWithCode(Pattern code) {
        return toolCalls.isEmpty() && code.matcher(text).find();
    }

    public Optional<ToolFinished> findResult(ToolCalled call) {
        return toolResults.stream().filter(a -> a.call().equals(call.call())).findFirst();
    }

    ChatMessage.Assistant toMessage() {
        return new ChatMessage.Assistant(
                thinking,
                text,
                toolCalls.stream()
                        .map(c -> new ToolCallRequest(requestId(c), c.tool(), ToolArguments.forReplay(c.arguments())))
                        .toList(),
                replay);
    }

    /**
     * The id of the call for the provider: its own, or nine letters and digits made of ours, because this is the form that
     * every provider accepts.
     */
    static String requestId(ToolCalled call) {
        return call.requestId().isEmpty() ? Sha256.hexOf(call.call()).substring(0, 9) : call.requestId();
    }
}
