package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.log.OperationTimer;
import dev.codeagent.diagnostics.ProcessProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One git process on the host, with limits: its environment is constructed, its memory, output and time are bounded, and
 * it is stopped if it waits for a pipe or a device that a repository made it open.
 *
 * @param command git with its arguments
 * @param environment variables in addition to the standard ones
 * @param limits time and output
 * @param progress hears what takes long
 */
record GitProcess(
        List<String> command, Path directory, Map<String, String> environment, Limits limits, GitProgress progress) {
    private static final long FIRST_POLL_MILLIS = 2;
    private static final long MAX_POLL_MILLIS = 100;
    private static final int MAX_ERROR_CHARS = 64 << 10;
    private static final String INVALID_ATTRIBUTE = "not a valid attribute name";
    /** Directories that exist on every Unix, for a server without PATH. */
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    /**
     * Bounds of one process.
     *
     * @param time its duration
     * @param idle how long it may neither use the CPU nor write; a process that waits for a disk is not idle
     * @param outputBytes size of its output
     * @param memoryBytes what it allocates, without the files that it maps
     */
    record Limits(Duration time, Duration idle, long outputBytes, long memoryBytes) {
        static final Limits STANDARD =
                new Limits(Duration.ofSeconds(300), Duration.ofSeconds(15), 512L << 20, 2L << 30);
    }

    private static final Duration SLOW = Duration.ofSeconds(10);

    /** Work in a directory for the input and the output of the process. */
    private interface Execution {
        Git.CommandResult in(Path files) throws IOException, InterruptedException;
    }

    GitProcess(List<String> command, Path directory, Map<String, String> environment, Limits limits) {
        this(command, directory, environment, limits, GitProgress.NONE);
    }

    /** Runs the process to its end. Input and output are files, because a full pipe blocks. */
    Git.CommandResult run(byte[] input) {
        return run(files -> run(files, Files.write(files.resolve("in"), input)));
    }

    /** The same with an input that may be larger than the memory. */
    Git.CommandResult run(Path input) {
        return run(files -> run(files, input));
    }

    private Git.CommandResult run(Execution execution) {
        try (var timer = OperationTimer.start("git " + name() + " directory=" + directory, SLOW)) {
            Path files = Files.createTempDirectory("codeagent-git");
            try {
                return execution.in(files);
            } finally {
                SecureTreeDeleter.delete(files);
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "git cannot be started (" + e.getMessage() + "); install git and add it to the PATH",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while git was running", e);
        }
    }

    private Git.CommandResult run(Path files, Path in) throws IOException, InterruptedException {
        Path out = files.resolve("out");
        Path err = files.resolve("err");
        var builder = new ProcessBuilder(limitedCommand()).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(standardEnvironment());
        builder.environment().putAll(environment);
        Process process = builder.redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            await(process, out, err);
        } finally {
            stop(process);
        }
        String error = progress.isWanted() ? GitProgress.withoutProgress(readStart(err)) : readStart(err);
        if (process.exitValue() != 0 && isOutOfMemory(error)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "git " + name() + " needed more memory than the " + (limits.memoryBytes() >> 20)
                            + " MiB that it may use: the repository contains objects that are too large ("
                            + error.strip().lines().findFirst().orElse("") + ")");
        }
        return new Git.CommandResult(process.exitValue(), Files.readAllBytes(out), error);
    }

    /** The first lines; git repeats a warning for each damaged file. */
    private static String readStart(Path err) throws IOException {
        try (var in = Files.newInputStream(err)) {
            String text = new String(in.readNBytes(MAX_ERROR_CHARS), StandardCharsets.UTF_8);
            return withoutAttributes(in.read() < 0 ? text : text.substring(0, text.lastIndexOf('\n') + 1));
        }
    }

    /** Without the lines that repeat words of a file with attributes, which may be any file that git reads as one. */
    static String withoutAttributes(String messages) {
        return messages.contains(INVALID_ATTRIBUTE)
                ? Stream.of(messages.split("(?<=\n)"))
                        .filter(line -> !line.contains(INVALID_ATTRIBUTE))
                        .collect(Collectors.joining())
                : messages;
    }

    private static boolean isOutOfMemory(String error) {
        return error.contains("Out of memory") || error.contains("out of memory") || error.contains("Cannot allocate");
    }

    /** Git under the limits of the kernel; without the program {@code prlimit} only time and output are bounded. */
    private List<String> limitedCommand() {
        var limited = new ArrayList<String>();
        ProcessProbe.findOnPath(System.getenv(), "prlimit")
                .ifPresent(prlimit -> limited.addAll(
                        List.of(prlimit.toString(), "--core=0", "--data=" + limits.memoryBytes(), "--")));
        limited.addAll(command);
        return limited;
    }

    /** The complete environment: nothing of the server's, which contains secrets, except where programs are. */
    private static Map<String, String> standardEnvironment() {
        var variables = new HashMap<>(Map.of(
                "PATH", System.getenv().getOrDefault("PATH", DEFAULT_PATH),
                "LC_ALL", "C.UTF-8",
                // Neither exists, so that no version of git finds a configuration of the user.
                "HOME", "/nonexistent",
                "XDG_CONFIG_HOME", "/nonexistent",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_ATTR_NOSYSTEM", "1",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_NO_LAZY_FETCH", "1",
                "GIT_ALLOW_PROTOCOL", "none"));
        variables.put("GIT_OPTIONAL_LOCKS", "0");
        variables.put("TMPDIR", System.getProperty("java.io.tmpdir"));
        return variables;
    }

    private void await(Process process, Path out, Path err) throws InterruptedException, IOException {
        Duration time = InteractiveReads.limit(limits.time());
        long deadline = System.nanoTime() + time.toNanos();
        long pause = FIRST_POLL_MILLIS;
        long lastActivity = System.nanoTime();
        long activity = -1;
        GitProgress.Reports reports = progress.start();
        while (!process.waitFor(pause, TimeUnit.MILLISECONDS)) {
            pause = Math.min(MAX_POLL_MILLIS, pause * 2);
            long now = System.nanoTime();
            reports.poll(err);
            long written = Files.size(out) + Files.size(err);
            if (written > limits.outputBytes()) {
                throw failed("wrote more than " + (limits.outputBytes() >> 20) + " MiB; the repository is too large");
            }
            long current = written + ProcessActivity.of(process);
            if (current != activity) {
                activity = current;
                lastActivity = now;
            }
            if (now - lastActivity > limits.idle().toNanos()) {
                throw failed("did nothing for " + limits.idle().toSeconds()
                        + " s: a file that it reads is probably a pipe or a device; find it with"
                        + " `find . ! -type f ! -type d ! -type l` in the project's directory, and delete it");
            }
            if (now > deadline) {
                throw failed("did not finish within " + time.toSeconds()
                        + " s; remove what makes the repository large or slow, for example complex ignore rules");
            }
        }
        if (Files.size(out) > limits.outputBytes()) {
            throw failed("wrote more than " + (limits.outputBytes() >> 20) + " MiB; the repository is too large");
        }
    }

    private AgentException failed(String reason) {
        return new AgentException(ErrorCode.WORKSPACE_FAILED, "git " + name() + " " + reason);
    }

    /** The name of the git command: the first argument that is no option or the value of one. */
    private String name() {
        for (int i = 1; i < command.size(); i++) {
            if (command.get(i).equals("-c")) {
                i++;
            } else if (!command.get(i).startsWith("-")) {
                return command.get(i);
            }
        }
        return "";
    }

    private static void stop(Process process) throws InterruptedException {
        if (process.isAlive()) {
            try (Stream<ProcessHandle> children = process.descendants()) {
                children.forEach(ProcessHandle::destroyForcibly);
            }
            process.destroyForcibly().waitFor();
        }
    }
}
