package dev.codeagent.cli.server;

import dev.codeagent.cli.exit.CliException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the server's program with an option that prints information instead of starting the server. */
public record ServerProgram(Installation installation, Path data, Optional<Integer> port, Optional<Path> config) {

    /**
     * Returns the JSON object on the last line of the output.
     *
     * @param option the option, for example {@code --show-settings}
     * @param limit timeout; the program is killed afterwards
     * @throws CliException SERVER with the program's message if it fails, or with the reason if there is no answer
     */
    JsonObject query(String option, Duration limit) {
        var command =
                new ArrayList<>(List.of(Installation.javaExecutable(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(LocalServer.programArguments(installation.serverJar(), data, port, config));
        command.add(option);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = readOutput(process, limit);
            if (process.exitValue() != 0) {
                throw CliException.serverError(output.replaceFirst("(?s)^.*codeagent: ", ""));
            }
            return parse(output.lines().reduce("", (first, last) -> last));
        } catch (IOException e) {
            throw CliException.serverError("cannot run the server's program: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.serverError("interrupted");
        }
    }

    private static String readOutput(Process process, Duration limit) throws IOException, InterruptedException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw CliException.serverError(
                        "the server's program did not answer within " + limit.toSeconds() + " s");
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } finally {
            process.destroyForcibly(); // No effect if it has ended.
        }
    }

    private static JsonObject parse(String line) {
        try (var reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw CliException.serverError("the server's program answered in an unknown format: " + e.getMessage());
        }
    }
}
