package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.context.StepPrompt.Exchange;
import java.util.List;
import java.util.Optional;

/** What was said in a session before a run: commands with the same session share a conversation. */
public record ConversationHistory(RunJournal journal, int maxRuns) {

    /** Oldest first; runs that are not over, and later ones, are not in it. */
    List<Exchange> findExchangesBefore(String session, RunId run) {
        List<Run> earlier =
                journal.list(new RunJournal.Query(Optional.empty(), Optional.of(session), maxRuns + 50)).stream()
                        .filter(r -> r.id().value().compareTo(run.value()) < 0
                                && r.state().isTerminal())
                        .limit(maxRuns)
                        .toList();
        return earlier.reversed().stream().map(this::toExchange).toList();
    }

    private Exchange toExchange(Run run) {
        String answer = RunExecutor.readEvents(journal, run.id()).stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.StepFinished.class::isInstance)
                .map(e -> ((RunEvent.StepFinished) e).answer())
                .reduce((a, b) -> b)
                .orElse("(" + run.state().name().toLowerCase(java.util.Locale.ROOT) + ")");
        return new Exchange(run.command() + " " + run.prompt(), answer);
    }
}
