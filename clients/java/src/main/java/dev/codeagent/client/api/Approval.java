package dev.codeagent.client.api;

import java.time.Instant;

/** A question whether a tool call may be made. Show {@code question}, not {@code arguments}. */
public record Approval(
        String id,
        String run,
        String project,
        String session,
        String tool,
        String arguments,
        String digest,
        String rule,
        String reason,
        Instant askedAt,
        Instant expiresAt,
        String question) {}
