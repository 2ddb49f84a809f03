package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.DiskLimit;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Runs a command of the model's. */
public record CommandTools(Workspace workspace, Commands commands, Duration longest) {
    /** 128 and SIGXFSZ: a file grew past its limit. */
    private static final int FILE_TOO_LARGE = 128 + 25;

    public Result run(Call call) {
        Arguments arguments = call.arguments();
        long seconds = Math.clamp(arguments.number("timeout", longest.toSeconds()), 1, longest.toSeconds());
        var program = program(workspace, call, Duration.ofSeconds(seconds));
        var outcome = commands.run(program, call.progress());
        var fields = Json.createObjectBuilder()
                .add("exitCode", outcome.exitCode())
                .add("stdout", Result.bounded(outcome.stdout()))
                .add("stderr", Result.bounded(outcome.stderr()))
                .add("durationMs", outcome.millis())
                .add("timedOut", outcome.end() == Commands.End.TIMED_OUT)
                .add("cancelled", outcome.end() == Commands.End.CANCELLED)
                .add("diskFull", outcome.end() == Commands.End.DISK_FULL)
                .build();
        return new Result(
                Result.bounded(outcome.output()).stripTrailing() + "\n" + end(outcome, seconds),
                fields,
                !outcome.succeeded());
    }

    private String end(Commands.Outcome outcome, long seconds) {
        DiskLimit disk = commands.surroundings().disk();
        return switch (outcome.end()) {
            case TIMED_OUT -> "(ended after " + seconds + " s: the time for it was up)";
            case CANCELLED -> "(cancelled)";
            case DISK_FULL -> "(ended: " + disk.message() + ")";
            case EXITED ->
                "(exit code " + outcome.exitCode()
                        + (outcome.exitCode() == FILE_TOO_LARGE && disk.set()
                                ? ": a file grew past the " + disk.bytes() + " bytes that the workspace may have"
                                : "")
                        + ")";
        };
    }

    /** The shell program of a call: {@code command}, {@code cwd}, {@code env} and {@code stdin}. */
    static Program program(Workspace workspace, Call call, Duration limit) {
        Arguments arguments = call.arguments();
        Path directory = workspace.resolve(arguments.text("cwd", "."));
        if (!Files.isDirectory(directory)) {
            throw new ToolError("'" + workspace.name(directory) + "' is not a folder to run in");
        }
        Map<String, String> environment = arguments.texts("env");
        environment.keySet().stream()
                .filter(name -> !name.matches("[A-Za-z_][A-Za-z0-9_]*"))
                .findFirst()
                .ifPresent(name -> {
                    throw new ToolError("'" + name + "' is not the name of an environment variable");
                });
        String input = arguments.text("stdin", "");
        return new Program(
                call.id(),
                Commands.shell(arguments.text("command")),
                directory,
                environment,
                input.isEmpty() ? Optional.empty() : Optional.of(input.getBytes(StandardCharsets.UTF_8)),
                limit,
                Duration.ZERO);
    }
}
