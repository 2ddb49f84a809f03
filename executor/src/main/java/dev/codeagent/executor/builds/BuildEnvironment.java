package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessSpec;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where builds run.
 *
 * @param timeout the longest time of one program
 * @param networkAllowed whether programs may fetch what their caches lack
 * @param home the HOME of programs, with their caches
 * @param scratchDirectory a folder outside of the workspace, for reports
 */
public record BuildEnvironment(
        Workspace workspace,
        ProcessRunner runner,
        Duration timeout,
        boolean networkAllowed,
        Path home,
        Path scratchDirectory) {
    private static final int MAX_ERROR_CHARS = 8_000;

    Path root() {
        return workspace.root();
    }

    /** Whether one of the files lies in the workspace's root. */
    boolean hasFile(String... names) {
        return Stream.of(names).anyMatch(n -> Files.isRegularFile(root().resolve(n), LinkOption.NOFOLLOW_LINKS));
    }

    /** A file of the workspace's root; empty where it is none or no text. */
    String readText(String name) {
        try {
            return hasFile(name) ? workspace.readText(root().resolve(name)) : "";
        } catch (ToolExecutionException e) {
            return "";
        }
    }

    /** Whether a program is on the PATH of commands. */
    boolean isInstalled(String program) {
        String path = runner.context()
                .environment()
                .getOrDefault("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        return Stream.of(path.split(":"))
                .filter(dir -> !dir.isEmpty())
                .anyMatch(dir -> Files.isExecutable(Path.of(dir).resolve(program)));
    }

    ProcessRunner.ProcessResult run(ToolCall call, List<String> command, Map<String, String> environment) {
        return runner.run(
                new ProcessSpec(call.id(), command, root(), timeout).withEnvironment(environment), call.progress());
    }

    /** Runs a program that has to succeed. What went wrong, or nothing. */
    Optional<String> runChecked(ToolCall call, List<String> command, Map<String, String> environment) {
        ProcessRunner.ProcessResult outcome = run(call, command, environment);
        return outcome.isSuccess()
                ? Optional.empty()
                : Optional.of(String.join(" ", command) + " failed:\n" + outputTail(outcome));
    }

    /** A report's place that holds none yet. */
    Path newReportFile(String name) {
        try {
            Path report = scratchDirectory.resolve(name);
            Files.deleteIfExists(report);
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of what a program printed, and why it ended if that was not its own doing. */
    static String outputTail(ProcessRunner.ProcessResult outcome) {
        String text = outcome.output().strip();
        String timeoutNotice = outcome.reason() == ProcessRunner.TerminationReason.TIMED_OUT
                ? "\n(ended: the time for it was up)"
                : "";
        return (text.length() > MAX_ERROR_CHARS ? text.substring(text.length() - MAX_ERROR_CHARS) : text)
                + timeoutNotice;
    }
}
