package dev.codeagent.executor.tool;

import java.util.function.BiFunction;
import java.util.function.Function;

/** One of the executor's tools: it either only looks, or it may change the workspace and is then done once per id. */
public sealed interface Tool {
    ToolSpec spec();

    /** A tool that changes nothing. */
    record Looking(ToolSpec spec, BiFunction<Arguments, Cancellation, ToolResult> call) implements Tool {}

    /** A tool that may change the workspace; {@code plan} checks the call and changes nothing yet. */
    record Changing(ToolSpec spec, Function<Arguments, Effect> plan) implements Tool {}
}
