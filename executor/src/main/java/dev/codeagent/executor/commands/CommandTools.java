package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.DiskQuota;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Runs a command for the model. */
public record CommandTools(Workspace workspace, ProcessRunner runner, Duration maxTimeout) {
    /** 128 + SIGXFSZ: a file exceeded its size limit. */
    private static final int FILE_SIZE_EXIT_CODE = 128 + 25;

    public ToolResult run(ToolCall call) {
        JsonArguments arguments = call.arguments();
        long seconds = Math.clamp(arguments.number("timeout", maxTimeout.toSeconds()), 1, maxTimeout.toSeconds());
        var spec = processSpec(workspace, call, Duration.ofSeconds(seconds));
        var outcome = runner.run(spec, call.progress());
        var fields = Json.createObjectBuilder()
                .add("exitCode", outcome.exitCode())
                .add("stdout", ToolResult.truncate(outcome.stdout()))
                .add("stderr", ToolResult.truncate(outcome.stderr()))
                .add("durationMs", outcome.durationMillis())
                .add("timedOut", outcome.reason() == ProcessRunner.TerminationReason.TIMED_OUT)
                .add("cancelled", outcome.reason() == ProcessRunner.TerminationReason.CANCELLED)
                .add("diskFull", outcome.reason() == ProcessRunner.TerminationReason.DISK_FULL)
                .build();
        return new ToolResult(
                ToolResult.truncate(outcome.output()).stripTrailing() + "\n" + describeEnd(outcome, seconds),
                fields,
                !outcome.isSuccess());
    }

    private String describeEnd(ProcessRunner.ProcessResult outcome, long seconds) {
        DiskQuota diskQuota = runner.context().diskQuota();
        return switch (outcome.reason()) {
            case TIMED_OUT -> "(stopped after its timeout of " + seconds + " s)";
            case CANCELLED -> "(cancelled)";
            case DISK_FULL -> "(stopped: " + diskQuota.exceededMessage() + ")";
            case EXITED ->
                "(exit code " + outcome.exitCode()
                        + (outcome.exitCode() == FILE_SIZE_EXIT_CODE && diskQuota.isLimited()
                                ? ": a file exceeded the workspace limit of " + diskQuota.limitBytes() + " bytes"
                                : "")
                        + ")";
        };
    }

    /** The shell process of a call, from its arguments {@code command}, {@code cwd}, {@code env} and {@code stdin}. */
    static ProcessSpec processSpec(Workspace workspace, ToolCall call, Duration timeout) {
        JsonArguments arguments = call.arguments();
        Path directory = workspace.resolve(arguments.string("cwd", "."));
        if (!Files.isDirectory(directory)) {
            throw new ToolExecutionException("cwd: '" + workspace.relativize(directory) + "' is not a folder");
        }
        Map<String, String> environment = arguments.stringMap("env");
        environment.keySet().stream()
                .filter(name -> !name.matches("[A-Za-z_][A-Za-z0-9_]*"))
                .findFirst()
                .ifPresent(name -> {
                    throw new ToolExecutionException(
                            "env: '" + name + "' is not a variable name; use letters, digits and _");
                });
        String input = arguments.string("stdin", "");
        return new ProcessSpec(
                call.id(),
                ProcessRunner.shellCommand(arguments.string("command")),
                directory,
                environment,
                input.isEmpty() ? Optional.empty() : Optional.of(input.getBytes(StandardCharsets.UTF_8)),
                timeout,
                Duration.ZERO);
    }
}
