package dev.codeagent.client.api;

import java.util.Optional;

/** The body that undoes a step or a call; without both, the last step that was not undone. */
public record Undo(Optional<String> step, Optional<String> call, boolean everythingSince) {
    /** Undoes the last step that was not undone. */
    public static final Undo LAST_STEP = new Undo(Optional.empty(), Optional.empty(), false);
}
