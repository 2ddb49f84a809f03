package dev.codeagent.api.run;

import dev.codeagent.api.project.ProjectId;
import java.time.Instant;

/**
 * An open question to the user whether a tool call may be made.
 *
 * @param id contains the run and the call
 * @param arguments a JSON object as text
 * @param digest SHA-256 of tool, arguments, project and run
 * @param question the call as a text for people, without characters that they could not see
 * @param rule the rule that requires the approval
 * @param reason why the rule requires it
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
        Instant expiresAt,
        String question) {}
