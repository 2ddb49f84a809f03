package dev.codeagent.anyserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The launcher as a user calls it, with a data directory and a credentials file of its own. */
public record Codeagent(Path data, Map<String, String> environment) {
    private static final long LIMIT_MINUTES = 5;

    /** What a command printed and how it ended. */
    public record Answer(int exit, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    public static Codeagent on(Path data) {
        return new Codeagent(data, Map.of());
    }

    public static Path root() {
        return Path.of(System.getProperty("codeagent.root")).toAbsolutePath().normalize();
    }

    public Codeagent with(String variable, String value) {
        return with(Map.of(variable, value));
    }

    public Codeagent with(Map<String, String> variables) {
        var more = new HashMap<>(environment);
        more.putAll(variables);
        return new Codeagent(data, Map.copyOf(more));
    }

    /** Runs the command to its end, in the project's folder. */
    public Answer run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile("codeagent-", ".out");
        Path err = Files.createTempFile("codeagent-", ".err");
        try {
            Process process = builder(words)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("no end of: " + String.join(" ", words) + "\n" + Files.readString(out));
            }
            return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Starts the command and leaves it to the caller. */
    public ProcessBuilder builder(String... words) {
        var command = new ArrayList<>(List.of(root().resolve("codeagent").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        var builder = new ProcessBuilder(command).directory(root().toFile());
        builder.environment().put("CODEAGENT_BUILD", "never");
        builder.environment()
                .put(
                        "CODEAGENT_SECURITY_CREDENTIALS",
                        data.resolve("credentials.db").toString());
        builder.environment().putAll(environment);
        return builder;
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
