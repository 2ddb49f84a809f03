package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.diagnostics.ProcessProbe;
import dev.codeagent.sandbox.ProgressListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process that talks to a server which may be hostile. Its environment is constructed, its time, memory, output and
 * files are bounded, and it ends with everything that it started.
 *
 * @param environment variables in addition to the standard ones
 */
record RemoteProcess(List<String> command, Path directory, Map<String, String> environment, Limits limits) {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final long FIRST_POLL_MILLIS = 2;
    private static final long MAX_POLL_MILLIS = 200;
    private static final long MAX_OUTPUT = 4L << 20;
    private static final long MAX_MEMORY = 2L << 30;
    private static final int TAIL = 4 << 10;
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);
    /** Git's own lines; those of the server begin with "remote:". */
    private static final Pattern PROGRESS = Pattern.compile("(Receiving objects|Resolving deltas):\\s+[0-9]{1,3}%"
            + " \\([0-9]+/[0-9]+\\)(?:, [0-9.]+ [KMG]?i?B(?:ytes)?(?: \\| [0-9.]+ [KMG]?i?B(?:ytes)?/s)?)?");

    /**
     * Bounds of one process.
     *
     * @param idle how long it may neither write nor report progress
     * @param growing the directory with the files that it writes
     * @param maxBytes size of these files, with those that are there
     */
    record Limits(Duration time, Duration idle, Path growing, long maxBytes) {}

    /** What the process printed. */
    record Result(int exitCode, String output, String error) {}

    /** Runs it to its end; the listener hears git's progress every few seconds, and can cancel. */
    Result run(byte[] input, ProgressListener listener) {
        try {
            Path files = Files.createTempDirectory("codeagent-remote");
            Path out = files.resolve("out");
            Path err = files.resolve("err");
            try {
                Process process = start(files, out, err, input);
                try {
                    await(process, out, err, listener);
                } finally {
                    stop(process);
                }
                return new Result(process.exitValue(), readStart(out), readEnd(err));
            } finally {
                for (String name : List.of("in", "out", "err")) {
                    Files.deleteIfExists(files.resolve(name));
                }
                Files.delete(files);
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.GIT_REMOTE_FAILED,
                    command.getFirst() + " cannot be started (" + e.getMessage()
                            + "); install git and the OpenSSH client" + " and add them to the PATH",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while git was talking to a server", e);
        }
    }

    private Process start(Path files, Path out, Path err, byte[] input) throws IOException {
        var limited = new ArrayList<String>();
        ProcessProbe.findOnPath(System.getenv(), "prlimit")
                .ifPresent(prlimit -> limited.addAll(List.of(
                        prlimit.toString(),
                        "--core=0",
                        "--data=" + MAX_MEMORY,
                        "--fsize=" + Math.max(limits.maxBytes(), MAX_OUTPUT),
                        "--")));
        limited.addAll(command);
        var builder = new ProcessBuilder(limited).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(standardEnvironment());
        builder.environment().putAll(environment);
        Path in = Files.write(files.resolve("in"), input);
        return builder.redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** Nothing of the server's environment, which contains secrets, except where programs are. */
    static Map<String, String> standardEnvironment() {
        var variables = new HashMap<>(Map.of(
                "PATH", System.getenv().getOrDefault("PATH", DEFAULT_PATH),
                "LC_ALL", "C.UTF-8",
                // Neither exists, so that no program finds a configuration of the user.
                "HOME", "/nonexistent",
                "XDG_CONFIG_HOME", "/nonexistent",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_ATTR_NOSYSTEM", "1",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_ALLOW_PROTOCOL", "none"));
        // A program that would ask a person gets no answer.
        variables.put("GIT_ASKPASS", "false");
        variables.put("SSH_ASKPASS", "false");
        variables.put("SSH_ASKPASS_REQUIRE", "force");
        variables.put("TMPDIR", System.getProperty("java.io.tmpdir"));
        return variables;
    }

    private void await(Process process, Path out, Path err, ProgressListener listener)
            throws InterruptedException, IOException {
        long start = System.nanoTime();
        long lastProgress = start;
        long lastActivity = start;
        long activity = 0;
        long pause = FIRST_POLL_MILLIS;
        String reported = "";
        while (!process.waitFor(pause, TimeUnit.MILLISECONDS)) {
            pause = Math.min(MAX_POLL_MILLIS, pause * 2);
            listener.throwIfCancelled();
            long now = System.nanoTime();
            long written = Files.size(out) + Files.size(err);
            long size = size(limits.growing());
            if (written > MAX_OUTPUT) {
                throw failed("the server sent more than " + (MAX_OUTPUT >> 20) + " MiB of messages");
            }
            requireSize(size);
            if (written + size != activity) {
                activity = written + size;
                lastActivity = now;
            }
            if (now - start > limits.time().toNanos()) {
                throw failed("it did not end within " + limits.time().toSeconds()
                        + " s; for a large repository raise the configuration key git.fetchTimeout");
            }
            if (now - lastActivity > limits.idle().toNanos()) {
                throw failed("nothing arrived for " + limits.idle().toSeconds() + " s");
            }
            if (now - lastProgress > PROGRESS_INTERVAL.toNanos()) {
                lastProgress = now;
                String text = lastProgress(readEnd(err));
                if (!text.isEmpty() && !text.equals(reported)) {
                    reported = text;
                    listener.info("git.fetch", text);
                }
            }
        }
        requireSize(size(limits.growing()));
    }

    private void requireSize(long size) {
        if (size > limits.maxBytes()) {
            throw tooLarge(limits.maxBytes());
        }
    }

    static AgentException tooLarge(long maxBytes) {
        return new AgentException(
                ErrorCode.GIT_REMOTE_REFUSED,
                "the repository is larger than " + (maxBytes >> 20)
                        + " MiB; raise the configuration key git.maxSize if it should be");
    }

    private static AgentException failed(String reason) {
        return new AgentException(
                ErrorCode.GIT_REMOTE_FAILED, "the transfer from the git server was stopped: " + reason);
    }

    /** The last line with which git itself reports progress; empty if there is none. */
    static String lastProgress(String error) {
        Matcher match = PROGRESS.matcher("");
        String last = "";
        for (String line : error.split("[\\r\\n]+")) {
            if (match.reset(line.strip().replaceFirst("\u001b\\[K$", "")).lookingAt()) {
                last = match.group();
            }
        }
        return last;
    }

    /** The size of the packs; git writes nothing else of a transfer. */
    private static long size(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                bytes += file.toFile().length(); // 0 if git deleted it meanwhile.
            }
        }
        return bytes;
    }

    private static String readStart(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes((int) MAX_OUTPUT), StandardCharsets.UTF_8);
        }
    }

    private static String readEnd(Path file) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Math.max(0, in.length() - TAIL));
            var bytes = new byte[TAIL];
            int read = in.read(bytes);
            return new String(bytes, 0, Math.max(0, read), StandardCharsets.UTF_8);
        }
    }

    static void stop(Process process) throws InterruptedException {
        if (process.isAlive()) {
            try (Stream<ProcessHandle> children = process.descendants()) {
                children.forEach(ProcessHandle::destroyForcibly);
            }
            process.destroyForcibly().waitFor();
        }
    }
}
