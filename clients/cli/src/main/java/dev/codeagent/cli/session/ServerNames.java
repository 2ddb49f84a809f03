package dev.codeagent.cli.session;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Names that the completion offers and only the server knows. A server that does not answer in time offers none. */
final class ServerNames {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MAX_TEXT_LENGTH = 60;

    private final Supplier<RestClient> server;
    private final Function<RestClient, Optional<String>> project;
    private final Map<String, Cached> cached = new HashMap<>();

    /** A name and what the list shows beside it. */
    record Name(String value, String description) {}

    private record Cached(List<Name> names, long readAt) {}

    /** @param project the id of the user's project, if the server has it */
    ServerNames(Supplier<RestClient> server, Function<RestClient, Optional<String>> project) {
        this.server = server;
        this.project = project;
    }

    /** The runs of the project. */
    List<Name> runs() {
        return cached(
                "runs",
                client -> read(
                        client,
                        "/api/v1/runs?limit=50"
                                + project.apply(client)
                                        .map(id -> "&projectId=" + RestClient.encodePathSegment(id))
                                        .orElse(""),
                        run -> new Name(
                                run.getString("id"),
                                run.getString("state") + " " + run.getString("command") + " "
                                        + run.getString("prompt", ""))));
    }

    List<Name> approvals() {
        return cached(
                "approvals",
                client -> read(
                        client,
                        "/api/v1/approvals",
                        approval -> new Name(approval.getString("id"), approval.getString("tool"))));
    }

    List<Name> providers() {
        return cached(
                "providers",
                client -> read(client, "/api/v1/providers", provider -> {
                    JsonObject configuration = provider.getJsonObject("configuration");
                    return new Name(configuration.getString("id"), configuration.getString("baseUrl", ""));
                }));
    }

    /** The models of all providers, as PROVIDER/MODEL. */
    List<Name> models() {
        return cached("models", client -> {
            var models = new ArrayList<Name>();
            for (Name provider : providers()) {
                models.addAll(modelsOf(client, provider.value()));
            }
            return models;
        });
    }

    private static List<Name> modelsOf(RestClient client, String provider) {
        try {
            return client
                    .requestObject(
                            "GET",
                            "/api/v1/providers/" + RestClient.encodePathSegment(provider) + "/models?pageSize=100")
                    .getJsonArray("items")
                    .getValuesAs(JsonObject.class)
                    .stream()
                    .map(model -> name(provider + "/" + model.getString("id"), ""))
                    .toList();
        } catch (CliException | JsonException | ClassCastException | NullPointerException e) {
            return List.of(); // This provider does not answer; the others may.
        }
    }

    private static List<Name> read(RestClient client, String path, Function<JsonObject, Name> name) {
        return client.getArray(path).getValuesAs(JsonObject.class).stream()
                .map(name)
                .map(n -> name(n.value(), n.description()))
                .toList();
    }

    private static Name name(String value, String description) {
        return new Name(
                TerminalSanitizer.sanitizeLine(value, 200),
                TerminalSanitizer.sanitizeLine(description, MAX_TEXT_LENGTH));
    }

    private synchronized List<Name> cached(String key, Function<RestClient, List<Name>> source) {
        Cached known = cached.get(key);
        if (known != null && System.nanoTime() - known.readAt() < FRESH_NANOS) {
            return known.names();
        }
        try {
            List<Name> names = source.apply(server.get().withTimeout(LIMIT));
            cached.put(key, new Cached(names, System.nanoTime()));
            return names;
        } catch (CliException | JsonException | ClassCastException | NullPointerException e) {
            return known == null ? List.of() : known.names();
        }
    }
}
