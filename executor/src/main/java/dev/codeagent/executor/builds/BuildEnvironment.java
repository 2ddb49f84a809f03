package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessSpec;
import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.jdk.ProjectJdk;
import dev.codeagent.executor.tool.ToolCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment of builds.
 *
 * @param subdirectory the directory of the workspace in which programs run; empty for the workspace
 * @param timeout the maximum duration of one program
 * @param networkAllowed whether programs may download what is not in their caches
 * @param home HOME of all programs, which contains their caches
 * @param scratchDirectory a directory outside of the workspace, for reports
 */
public record BuildEnvironment(
        Workspace workspace,
        String subdirectory,
        ProcessRunner runner,
        Duration timeout,
        boolean networkAllowed,
        Path home,
        Path scratchDirectory) {
    private static final int MAX_ERROR_CHARS = 8_000;
    private static final Pattern PROXY = Pattern.compile("http://([\\w.-]+):(\\d+)/?");

    /** The directory in which programs run. Commands can replace it, or a parent, by a link, which may not lead out. */
    Path root() {
        return workspace.resolve(subdirectory);
    }

    /** Access to files that follows no link, for paths below {@link #root}. */
    LinkFreeDirectory files() {
        return new LinkFreeDirectory(workspace.root());
    }

    /** Whether one of the files exists in the root. */
    boolean hasFile(String... names) {
        return Stream.of(names).anyMatch(n -> Files.isRegularFile(root().resolve(n), LinkOption.NOFOLLOW_LINKS));
    }

    /** Reads a text file in the root; empty if it does not exist or is not text. */
    String readText(String name) {
        return workspace.readTextIfPresent(subdirectory.isEmpty() ? name : subdirectory + "/" + name);
    }

    /** The JDKs for the project. */
    ProjectJdk jdk() {
        return new ProjectJdk(this::readText, runner.context().environment());
    }

    private String variable(String name, String defaultValue) {
        return runner.context().environment().getOrDefault(name, System.getenv().getOrDefault(name, defaultValue));
    }

    /** System properties for Java programs that do not read {@code https_proxy}. */
    List<String> javaProxyOptions() {
        Matcher proxy = PROXY.matcher(variable("https_proxy", ""));
        return proxy.matches()
                ? Stream.of("http", "https")
                        .flatMap(scheme -> Stream.of(
                                "-D" + scheme + ".proxyHost=" + proxy.group(1),
                                "-D" + scheme + ".proxyPort=" + proxy.group(2)))
                        .toList()
                : List.of();
    }

    /** The PATH of commands. */
    String path() {
        return variable("PATH", "/usr/bin:/bin");
    }

    /** Whether a program is on the PATH of commands. */
    boolean isInstalled(String program) {
        return Stream.of(path().split(":"))
                .filter(dir -> !dir.isEmpty())
                .anyMatch(dir -> Files.isExecutable(Path.of(dir).resolve(program)));
    }

    ProcessRunner.ProcessResult run(ToolCall call, List<String> command, Map<String, String> environment) {
        return runIn(root(), call, command, environment);
    }

    ProcessRunner.ProcessResult runIn(
            Path directory, ToolCall call, List<String> command, Map<String, String> environment) {
        return runner.run(
                new ProcessSpec(call.id(), command, directory, timeout).withEnvironment(environment), call.progress());
    }

    /** Runs a program that must succeed; returns the problem if it fails. */
    Optional<String> runChecked(ToolCall call, List<String> command, Map<String, String> environment) {
        ProcessRunner.ProcessResult outcome = run(call, command, environment);
        return outcome.isSuccess()
                ? Optional.empty()
                : Optional.of(String.join(" ", command) + " failed:\n" + outputTail(outcome));
    }

    /** The path for a new report; deletes an earlier one. */
    Path newReportFile(String name) {
        try {
            Path report = scratchDirectory.resolve(name);
            // Commands can replace the scratch directory itself.
            new LinkFreeDirectory(Objects.requireNonNull(scratchDirectory.getParent())).deleteIfExists(report);
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of the output of a program, with a notice if it timed out. */
    static String outputTail(ProcessRunner.ProcessResult outcome) {
        String text = outcome.output().strip();
        String timeoutNotice =
                outcome.reason() == ProcessRunner.TerminationReason.TIMED_OUT ? "\n(stopped after its timeout)" : "";
        return (text.length() > MAX_ERROR_CHARS ? text.substring(text.length() - MAX_ERROR_CHARS) : text)
                + timeoutNotice;
    }
}
