package dev.codeagent.client.api;

import java.util.List;

/** The result of an undo. {@code acceptedBefore}: parts of the patch are already in the working tree. */
public record UndoResult(String run, Undone event, boolean acceptedBefore) {

    /** What was undone, as in the event {@code changes.undone}. */
    public record Undone(
            String by,
            String undo,
            String step,
            String call,
            boolean everythingSince,
            List<UndonePath> paths,
            List<PathReason> conflicts) {}
}
