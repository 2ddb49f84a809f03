package dev.codeagent.api.run;

/** A path that was reverted; {@code how} is what the undo did to it: added, deleted, modified, mode or type. */
public record UndonePath(String path, String how) {}
