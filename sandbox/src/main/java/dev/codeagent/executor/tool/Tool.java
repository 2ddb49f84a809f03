package dev.codeagent.executor.tool;

import jakarta.json.JsonObject;
import java.util.function.Function;

/** What the executor can do, by how often it may be done. */
public sealed interface Tool {

    /** Changes nothing, so it may be repeated. */
    record Reading(Function<Call, Result> work) implements Tool {}

    /** Changes something, and nobody can tell afterwards whether an interrupted call did. */
    record Once(Function<Call, Result> work) implements Tool {}

    /** Changes something that the workspace itself can tell of after a crash. */
    non-sealed interface Telling extends Tool {

        /** What the call would do, checked, nothing changed yet. */
        Effect plan(Call call);

        /** Whether an interrupted call happened, by what was noted before it acted. */
        After after(JsonObject note);
    }

    /** A change that is about to be made; {@code note} holds what tells later whether it was. */
    record Effect(JsonObject note, java.util.function.Supplier<Result> act) {}

    /** What became of an interrupted call; the result counts where it happened. */
    record After(CallStore.State state, Result result) {
        public static After happened(Result result) {
            return new After(CallStore.State.FINISHED, result);
        }

        public static After never() {
            return new After(CallStore.State.NEVER, Result.of(""));
        }

        public static After unknown() {
            return new After(CallStore.State.UNKNOWN, Result.of(""));
        }
    }
}
