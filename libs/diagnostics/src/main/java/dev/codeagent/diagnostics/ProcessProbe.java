package dev.codeagent.diagnostics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The result of running a program to check whether it works. */
public record ProcessProbe(boolean succeeded, String firstLine) {
    /** Finds a program on the PATH of an environment. */
    public static Optional<Path> findOnPath(Map<String, String> environment, String program) {
        return Stream.of(environment.getOrDefault("PATH", "/usr/bin:/bin").split(java.io.File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs the command until it ends; kills it if it does not end in time or this thread is interrupted. */
    public static ProcessProbe run(List<String> command, Duration timeout) throws InterruptedException {
        return run(new ProcessBuilder(command), timeout);
    }

    /** Like {@link #run(List, Duration)}, with a working directory, environment or other attributes. */
    static ProcessProbe run(ProcessBuilder builder, Duration timeout) throws InterruptedException {
        try {
            Process process = builder.redirectErrorStream(true).start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    return new ProcessProbe(false, "it did not end within " + timeout.toSeconds() + " s");
                }
                return new ProcessProbe(process.exitValue() == 0, firstLine(process));
            } finally {
                // A process that ended has no children, and Java scans all processes to find them.
                if (process.isAlive()) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            return new ProcessProbe(false, String.valueOf(e.getMessage()));
        }
    }

    /** Reads only what has arrived, so that a grandchild that keeps the pipe open does not block the check. */
    private static String firstLine(Process process) throws IOException {
        var output = process.getInputStream();
        String text = new String(output.readNBytes(output.available()), StandardCharsets.UTF_8);
        // Maven prints its version in color.
        return text.replaceAll("\u001b\\[[0-9;]*m", "")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no output");
    }
}
