package dev.codeagent.api.run;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.project.ProjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Summary of a run, for lists and reports.
 *
 * @param error the reason of a failure, for people
 * @param costUsd the cost in US dollars; absent if a price is unknown
 * @param lastSeq the number of the last stored event
 * @param verdict what the tests of the run said; absent if the run has no verdict
 * @param patch the state of the changes
 * @param projectName the name of the project; absent if the server does not know the project any more
 * @param projectPath its directory
 */
public record Run(
        RunId id,
        ProjectId project,
        SessionId session,
        String caller,
        String command,
        String prompt,
        RunState state,
        Instant createdAt,
        Optional<Instant> finishedAt,
        Usage usage,
        Optional<BigDecimal> costUsd,
        Optional<String> error,
        long lastSeq,
        Optional<VerdictOutcome> verdict,
        PatchState patch,
        Optional<String> projectName,
        Optional<String> projectPath) {

    /** A run without a verdict and without changes. */
    public Run(
            RunId id,
            ProjectId project,
            SessionId session,
            String caller,
            String command,
            String prompt,
            RunState state,
            Instant createdAt,
            Optional<Instant> finishedAt,
            Usage usage,
            Optional<BigDecimal> costUsd,
            Optional<String> error,
            long lastSeq) {
        this(
                id,
                project,
                session,
                caller,
                command,
                prompt,
                state,
                createdAt,
                finishedAt,
                usage,
                costUsd,
                error,
                lastSeq,
                Optional.empty(),
                PatchState.NONE,
                Optional.empty(),
                Optional.empty());
    }
}
