package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs controls on the host without a sandbox: as the current user, or as nobody if the current user is root. */
record HostShell(boolean root) {
    private static final String NOBODY_UID = "65534";

    static HostShell forCurrentUser() {
        return new HostShell("root".equals(System.getProperty("user.name")));
    }

    List<String> unprivilegedCommand(String... arguments) {
        var command = new ArrayList<String>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY_UID, "--regid=" + NOBODY_UID, "--clear-groups"));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** The output of a shell command, and whether it ended in time. */
    record CommandResult(String output, boolean completed) {}

    /** Redirects the output to a file, because a leftover process may hold a pipe open. */
    CommandResult run(String command, Path directory, Duration timeout) throws IOException, InterruptedException {
        Path output = Files.createTempFile("codeagent-control-", ".out");
        try {
            var builder = new ProcessBuilder(unprivilegedCommand("bash", "-c", command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "HOME", directory.toString(),
                            "TERM", "dumb",
                            "LANG", "C.UTF-8",
                            // As root, git runs as nobody in a directory that belongs to root.
                            "GIT_CONFIG_COUNT", "1",
                            "GIT_CONFIG_KEY_0", "safe.directory",
                            "GIT_CONFIG_VALUE_0", "*"));
            Process process = builder.start();
            boolean completed = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!completed) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new CommandResult(
                    new String(Files.readAllBytes(output), java.nio.charset.StandardCharsets.UTF_8), completed);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
