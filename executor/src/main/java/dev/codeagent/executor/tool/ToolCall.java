package dev.codeagent.executor.tool;

import java.util.function.Consumer;

/**
 * A call of a tool.
 *
 * @param id empty for a call that changes nothing
 * @param progress receives the output of a program while it runs
 */
public record ToolCall(String id, JsonArguments arguments, Consumer<String> progress) {}
