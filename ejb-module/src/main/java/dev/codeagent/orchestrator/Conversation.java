package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.context.StepOpening.Exchange;
import java.util.List;
import java.util.Optional;

/** What was said in a session before a run: commands with the same session share a conversation. */
public record Conversation(RunJournal journal, int lastRuns) {

    /** Oldest first; runs that are not over, and later ones, are not in it. */
    List<Exchange> before(String session, RunId run) {
        List<Run> earlier =
                journal.list(new RunJournal.Query(Optional.empty(), Optional.of(session), lastRuns + 50)).stream()
                        .filter(r -> r.id().value().compareTo(run.value()) < 0
                                && r.state().isTerminal())
                        .limit(lastRuns)
                        .toList();
        return earlier.reversed().stream().map(this::exchange).toList();
    }

    private Exchange exchange(Run run) {
        String answer = RunDriver.events(journal, run.id()).stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.StepFinished.class::isInstance)
                .map(e -> ((RunEvent.StepFinished) e).answer())
                .reduce((a, b) -> b)
                .orElse("(" + run.state().name().toLowerCase(java.util.Locale.ROOT) + ")");
        return new Exchange(run.command() + " " + run.prompt(), answer);
    }
}
