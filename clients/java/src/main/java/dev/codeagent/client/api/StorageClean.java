package dev.codeagent.client.api;

import java.util.List;
import java.util.Optional;

/** The body that frees the workspaces of ended runs. */
public record StorageClean(List<String> runs, Optional<String> olderThan, boolean unapplied, boolean dryRun) {}
