package dev.codeagent.executor.tool;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a call is about to do.
 *
 * @param change the file that it replaces, where that is all that it does: then a crash leaves no doubt
 * @param action does it
 */
public record Effect(Optional<FileChange> change, Function<Cancellation, ToolResult> action) {

    /** An effect that no digest can prove. */
    public static Effect opaque(Function<Cancellation, ToolResult> action) {
        return new Effect(Optional.empty(), action);
    }

    /**
     * One file before and after.
     *
     * @param path relative to the workspace
     * @param before digest of its content, {@code absent} where there is none
     * @param after digest of its content
     * @param result what the call answers once it is done
     */
    public record FileChange(String path, String before, String after, ToolResult result) {}
}
