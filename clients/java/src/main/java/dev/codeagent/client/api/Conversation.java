package dev.codeagent.client.api;

import java.time.Instant;
import java.util.Optional;

/** The runs of one session. */
public record Conversation(
        String id,
        String project,
        Optional<String> projectName,
        Optional<String> projectPath,
        long runs,
        Instant startedAt,
        Instant lastActivityAt,
        String lastRun,
        RunState lastState,
        String lastCommand,
        String firstPrompt) {}
