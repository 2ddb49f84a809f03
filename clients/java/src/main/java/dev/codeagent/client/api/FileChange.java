package dev.codeagent.client.api;

/** A file of a patch; {@code status} is added, modified, deleted or renamed. */
public record FileChange(String path, String status, int added, int removed) {}
