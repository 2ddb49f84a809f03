package dev.codeagent.executor.tool;

import jakarta.json.JsonObject;
import java.util.function.Function;

/** A tool of the executor; its kind determines how an interrupted call is handled. */
public sealed interface Tool {

    /** Changes nothing, so the call may be repeated. */
    record ReadOnly(Function<ToolCall, ToolResult> handler) implements Tool {}

    /** Changes something; whether an interrupted call did is unknown. */
    record AtMostOnce(Function<ToolCall, ToolResult> handler) implements Tool {}

    /**
     * Changes something and continues if an interrupted call is repeated. If it throws ToolExecutionException, no
     * result is stored, so the repeated call is executed.
     */
    record Resumable(Function<ToolCall, ToolResult> handler) implements Tool {}

    /** Changes something, and the workspace shows after a crash whether it did. */
    non-sealed interface Verifiable extends Tool {

        /** Checks the call and returns the change, which is not made yet. */
        PlannedChange plan(ToolCall call);

        /** Returns whether an interrupted call happened, from the marker that was stored before. */
        Verification verify(JsonObject marker);
    }

    /** A change that is ready to be made; {@code marker} contains what {@link Verifiable#verify} needs. */
    record PlannedChange(JsonObject marker, java.util.function.Supplier<ToolResult> action) {}

    /** The outcome of an interrupted call; the result is valid if the call happened. */
    record Verification(IdempotencyStore.State state, ToolResult result) {
        public static Verification executed(ToolResult result) {
            return new Verification(IdempotencyStore.State.FINISHED, result);
        }

        public static Verification notExecuted() {
            return new Verification(IdempotencyStore.State.NEVER, ToolResult.of(""));
        }

        public static Verification unknown() {
            return new Verification(IdempotencyStore.State.UNKNOWN, ToolResult.of(""));
        }
    }
}
