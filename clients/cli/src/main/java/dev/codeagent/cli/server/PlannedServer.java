package dev.codeagent.cli.server;

import dev.codeagent.cli.outcome.CliFailure;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
    public static PlannedServer ask(ServerProgram program, Duration limit) {
        JsonObject json = program.ask("--show-settings", limit);
        try {
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
        } catch (IllegalArgumentException | NullPointerException | ClassCastException e) {
            throw CliFailure.server("the server's program told its settings in an unknown way: " + e.getMessage());
        }
    }
}
