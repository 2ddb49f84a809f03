package dev.codeagent.cli.server;

import dev.codeagent.cli.outcome.CliFailure;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * With which settings the server would start, as the server's own program reads them.
 *
 * @param file the configuration file; empty where there is none
 * @param database {@code database.url}; empty for the file in the data directory
 */
public record PlannedServer(
        String file,
        Path data,
        String host,
        int port,
        String database,
        Path keyFile,
        boolean allowPlain,
        List<URI> providers) {
    public PlannedServer {
        providers = List.copyOf(providers);
    }

    /** SERVER with the program's own words where the configuration is wrong. */
    public static PlannedServer ask(
            Installation installation, Path data, Optional<Integer> port, Optional<Path> config, Duration limit) {
        var command = new ArrayList<>(List.of(Installation.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(LocalServer.program(installation.serverJar(), data, port, config));
        command.add("--show-settings");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw CliFailure.server(
                        "the server's program did not tell its settings within " + limit.toSeconds() + " s");
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw CliFailure.server(output.replaceFirst("(?s)^.*codeagent: ", ""));
            }
            return read(output.lines().reduce("", (first, last) -> last));
        } catch (IOException e) {
            throw CliFailure.server("the server's program cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliFailure.server("interrupted");
        }
    }

    private static PlannedServer read(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            return new PlannedServer(
                    json.getString("file"),
                    Path.of(json.getString("data")),
                    json.getString("host"),
                    json.getInt("port"),
                    json.getString("database"),
                    Path.of(json.getString("keyFile")),
                    json.getBoolean("allowPlain"),
                    json.getJsonArray("providers").getValuesAs(JsonString.class).stream()
                            .map(url -> URI.create(url.getString()))
                            .toList());
        } catch (JsonException | IllegalArgumentException | NullPointerException | ClassCastException e) {
            throw CliFailure.server("the server's program told its settings in an unknown way: " + e.getMessage());
        }
    }
}
