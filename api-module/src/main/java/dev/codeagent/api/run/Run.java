package dev.codeagent.api.run;

import dev.codeagent.api.project.ProjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as lists and reports show it.
 *
 * @param error the reason of a failure, for people
 * @param costUsd what it cost in US dollars; absent where a price is not known
 * @param lastSeq the number of its last stored event
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
        long lastSeq) {}
