package dev.codeagent.api.run;

import dev.codeagent.api.project.ProjectId;
import java.time.Instant;
import java.util.Optional;

/**
 * The runs of one session: commands with the same session id share their history. A conversation belongs to the project
 * of its first run.
 *
 * @param projectName the name of the project; absent if the server does not know the project any more
 * @param projectPath its directory
 * @param runs the number of its runs
 * @param startedAt when its first run was created
 * @param lastActivityAt when its last run was created, or a run ended after that
 * @param lastRun its newest run
 * @param firstPrompt the request of its first run
 */
public record Conversation(
        SessionId id,
        ProjectId project,
        Optional<String> projectName,
        Optional<String> projectPath,
        long runs,
        Instant startedAt,
        Instant lastActivityAt,
        RunId lastRun,
        RunState lastState,
        String lastCommand,
        String firstPrompt) {}
