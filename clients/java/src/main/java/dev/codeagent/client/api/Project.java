package dev.codeagent.client.api;

import java.time.Instant;

/** What agents work on: a directory, or a branch of a git server; {@code kind} is folder, git or upload. */
public record Project(
        String id,
        String name,
        String path,
        String owner,
        Instant createdAt,
        String subdirectory,
        String kind,
        String branch) {}
