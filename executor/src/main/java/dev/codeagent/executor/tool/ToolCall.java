package dev.codeagent.executor.tool;

import java.util.function.Consumer;

/**
 * A tool's call.
 *
 * @param id empty for a call that changes nothing
 * @param progress takes what a program prints, as it prints it
 */
public record ToolCall(String id, JsonArguments arguments, Consumer<String> progress) {}
