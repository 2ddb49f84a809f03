package dev.codeagent.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs in a folder, with variables and a prefix (such as entering a namespace) of its own. */
record Shell(Path folder, Map<String, String> variables, List<String> prefix) {
    private static final long LIMIT_MINUTES = 15;

    /** What a program wrote, both its outputs together, and how it ended. */
    record Answer(int exit, String output) {
        Answer good() throws IOException {
            if (exit != 0) {
                throw new IOException("ended with " + exit + ":\n" + output);
            }
            return this;
        }
    }

    static Shell in(Path folder) {
        return new Shell(folder, Map.of(), List.of());
    }

    Answer run(String... words) throws IOException, InterruptedException {
        Path output = Files.createTempFile("codeagent-", ".out");
        try {
            Process process = start(output, words);
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("no end of " + String.join(" ", words) + ":\n" + Files.readString(output));
            }
            return new Answer(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    Process start(Path output, String... words) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(variables);
        return builder.redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .start();
    }
}
