package dev.codeagent.client.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** A run. {@code error} is the reason of a failure; {@code costUsd} is absent if a price is unknown. */
public record Run(
        String id,
        String project,
        String session,
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
        Optional<String> verdict,
        PatchState patch,
        Optional<String> projectName,
        Optional<String> projectPath) {}
