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
