package dev.codeagent.cli.server;

import dev.codeagent.cli.exit.CliException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings that the server would start with, as the server's program reads them.
 *
 * @param configFile the configuration file; empty if there is none
 * @param databaseUrl {@code database.url}; empty for the file in the data directory
 */
public record EffectiveServerConfig(
        String configFile,
        Path data,
        String host,
        int port,
        String databaseUrl,
        Path keyFile,
        boolean allowPlain,
        boolean localToken,
        List<URI> providerUrls) {
    public EffectiveServerConfig {
        providerUrls = List.copyOf(providerUrls);
    }

    /** @throws CliException SERVER with the program's message if the configuration is invalid */
    public static EffectiveServerConfig read(ServerProgram program, Duration limit) {
        JsonObject json = program.query("--show-settings", limit);
        try {
            return new EffectiveServerConfig(
                    json.getString("file"),
                    Path.of(json.getString("data")),
                    json.getString("host"),
                    json.getInt("port"),
                    json.getString("database"),
                    Path.of(json.getString("keyFile")),
                    json.getBoolean("allowPlain"),
                    json.getBoolean("localToken"),
                    json.getJsonArray("providers").getValuesAs(JsonString.class).stream()
                            .map(url -> URI.create(url.getString()))
                            .toList());
        } catch (IllegalArgumentException | NullPointerException | ClassCastException e) {
            throw CliException.serverError(
                    "the server's program returned settings in an unknown format: " + e.getMessage());
        }
    }
}
