package dev.codeagent.executor.tool;

import jakarta.json.JsonObject;
import java.util.function.Function;

/** What the executor can do, by how often it may be done. */
public sealed interface Tool {

    /** Changes nothing, so it may be repeated. */
    record ReadOnly(Function<ToolCall, ToolResult> handler) implements Tool {}

    /** Changes something, and nobody can tell afterwards whether an interrupted call did. */
    record AtMostOnce(Function<ToolCall, ToolResult> handler) implements Tool {}

    /** Changes something, and goes on where it was when an interrupted call is made again; a ToolExecutionException leaves no result. */
    record Resumable(Function<ToolCall, ToolResult> handler) implements Tool {}

    /** Changes something that the workspace itself can tell of after a crash. */
    non-sealed interface Verifiable extends Tool {

        /** What the call would do, checked, nothing changed yet. */
        PlannedChange plan(ToolCall call);

        /** Whether an interrupted call happened, by what was noted before it acted. */
        Verification verify(JsonObject marker);
    }

    /** A change that is about to be made; {@code note} holds what tells later whether it was. */
    record PlannedChange(JsonObject marker, java.util.function.Supplier<ToolResult> action) {}

    /** What became of an interrupted call; the result counts where it happened. */
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
