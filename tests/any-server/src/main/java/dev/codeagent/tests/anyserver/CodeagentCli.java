package dev.codeagent.tests.anyserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The {@code codeagent} launcher as a user calls it, with separate data directory and credentials file. */
public record CodeagentCli(Path data, Map<String, String> environment) {
    private static final long TIMEOUT_MINUTES = 5;

    /** The output and exit code of a command. */
    public record CommandResult(int exit, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }

        /** The id of the run that the command started successfully. */
        public String runId() {
            if (exit != 0) {
                throw new IllegalStateException("exit code " + exit + ": " + out + err);
            }
            return findRunId(out).orElseThrow(() -> new IllegalStateException("no run in: " + out));
        }

        /** The id of the run in an output that may not be complete. */
        public static Optional<String> findRunId(String output) {
            return output.lines()
                    .filter(line -> line.startsWith("run run-"))
                    .findFirst()
                    .map(line -> line.substring("run ".length()));
        }
    }

    public static CodeagentCli forDataDirectory(Path data) {
        return new CodeagentCli(data, Map.of());
    }

    public static Path projectRoot() {
        return Path.of(System.getProperty("codeagent.root")).toAbsolutePath().normalize();
    }

    public CodeagentCli with(String variable, String value) {
        return with(Map.of(variable, value));
    }

    public CodeagentCli with(Map<String, String> variables) {
        var merged = new HashMap<>(environment);
        merged.putAll(variables);
        return new CodeagentCli(data, Map.copyOf(merged));
    }

    /** Runs the command in the project root and waits for its end. */
    public CommandResult run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("codeagent-", ".out");
        Path err = Files.createTempFile("codeagent-", ".err");
        try {
            Process process = processBuilder(arguments)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close(); // A command without a text reads it.
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(
                        "command timed out: " + String.join(" ", arguments) + "\n" + Files.readString(out));
            }
            return new CommandResult(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Prepares the command; the caller starts and stops it. */
    public ProcessBuilder processBuilder(String... arguments) {
        var command = new ArrayList<>(List.of(projectRoot().resolve("codeagent").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        var builder = new ProcessBuilder(command).directory(projectRoot().toFile());
        builder.environment().put("CODEAGENT_BUILD", "never");
        builder.environment()
                .put(
                        "CODEAGENT_SECURITY_CREDENTIALS",
                        data.resolve("credentials.db").toString());
        builder.environment().putAll(environment);
        return builder;
    }

    public static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
