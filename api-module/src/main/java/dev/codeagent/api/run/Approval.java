package dev.codeagent.api.run;

import dev.codeagent.api.project.ProjectId;
import java.time.Instant;

/**
 * An open question: may this call be made?
 *
 * @param id names the run and the call
 * @param arguments a JSON object as text
 * @param digest SHA-256 over tool, arguments, project and run
 * @param rule which rule asks, and {@code reason} why
 */
public record Approval(
        String id,
        RunId run,
        ProjectId project,
        SessionId session,
        String tool,
        String arguments,
        String digest,
        String rule,
        String reason,
        Instant askedAt,
        Instant expiresAt) {}
