package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.context.StepPrompt.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The earlier runs of a session: commands with the same session share a conversation. */
public record ConversationHistory(RunJournal journal, int maxRuns) {
    /** Later runs of the session and runs that are not over are skipped, so more are listed than are needed. */
    private static final int MARGIN = 50;

    /** Requests and answers of the runs before this one, oldest first. */
    List<Exchange> findExchangesBefore(String session, RunId run) {
        List<Run> earlier =
                journal.list(new RunJournal.Query(Optional.empty(), Optional.of(session), maxRuns + MARGIN)).stream()
                        .filter(r -> r.id().value().compareTo(run.value()) < 0
                                && r.state().isTerminal())
                        .limit(maxRuns)
                        .toList();
        return earlier.reversed().stream().map(this::toExchange).toList();
    }

    private Exchange toExchange(Run run) {
        String answer = journal.readTypes(run.id(), Set.of(RunEvent.StepFinished.class)).stream()
                .map(RecordedEvent::event)
                .map(e -> ((RunEvent.StepFinished) e).answer())
                .reduce((a, b) -> b)
                .orElse("(" + run.state().name().toLowerCase(Locale.ROOT) + ")");
        return new Exchange(run.command() + " " + run.prompt(), answer);
    }
}
