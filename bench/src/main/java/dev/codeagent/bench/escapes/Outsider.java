package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs controls on the host without walls: as this benchmark's user, or as nobody where that would be root. */
record Outsider(boolean root) {
    private static final String NOBODY = "65534";

    static Outsider here() {
        return new Outsider("root".equals(System.getProperty("user.name")));
    }

    List<String> command(String... words) {
        var command = new ArrayList<String>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.addAll(List.of(words));
        return command;
    }

    /** What a shell command printed, and whether it ended in time. */
    record Answer(String output, boolean ended) {}

    /** Output goes through a file, because what is left over may hold a pipe open. */
    Answer run(String command, Path directory, Duration limit) throws IOException, InterruptedException {
        Path output = Files.createTempFile("codeagent-control-", ".out");
        try {
            var builder = new ProcessBuilder(command("bash", "-c", command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "HOME", directory.toString(),
                            "TERM", "dumb",
                            "LANG", "C.UTF-8",
                            // The folder is another user's where this one is root.
                            "GIT_CONFIG_COUNT", "1",
                            "GIT_CONFIG_KEY_0", "safe.directory",
                            "GIT_CONFIG_VALUE_0", "*"));
            Process process = builder.start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Answer(new String(Files.readAllBytes(output), java.nio.charset.StandardCharsets.UTF_8), ended);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
