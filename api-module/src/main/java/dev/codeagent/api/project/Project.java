package dev.codeagent.api.project;

import java.time.Instant;

/** A directory of the user that agents may work on. {@code path} is absolute. */
public record Project(ProjectId id, String name, String path, String owner, Instant createdAt) {}
