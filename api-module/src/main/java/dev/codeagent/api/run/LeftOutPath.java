package dev.codeagent.api.run;

/** A path that is not part of a workspace or of a patch, and the reason. */
public record LeftOutPath(String path, String reason) {}
