package dev.codeagent.tests.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs in a directory, with environment variables and a prefix (for example a command that enters a
 * namespace).
 */
record Shell(Path directory, Map<String, String> variables, List<String> prefix) {
    private static final long TIMEOUT_MINUTES = 15;

    /** The combined output and the exit code of a program. */
    record CommandResult(int exit, String output) {
        CommandResult requireSuccess() throws IOException {
            if (exit != 0) {
                throw new IOException("exited with " + exit + ":\n" + output);
            }
            return this;
        }
    }

    static Shell inDirectory(Path folder) {
        return new Shell(folder, Map.of(), List.of());
    }

    CommandResult run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("codeagent-", ".out");
        try {
            Process process = start(output, arguments);
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(
                        "command timed out: " + String.join(" ", arguments) + ":\n" + Files.readString(output));
            }
            return new CommandResult(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    Process start(Path output, String... arguments) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(variables);
        return builder.redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .start();
    }
}
