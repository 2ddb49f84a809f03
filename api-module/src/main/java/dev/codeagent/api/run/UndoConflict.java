package dev.codeagent.api.run;

/** A path that an undo did not change, and the reason. */
public record UndoConflict(String path, String reason) {}
