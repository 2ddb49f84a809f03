package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.settings.CommandSpec;
import dev.codeagent.cli.settings.CompletionScript;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Implements {@code completion}: the script of a shell, and the names that the script completes. */
final class CompletionCommand {
    private static final String VALUES = "values";
    /** Nobody waits longer for the Tab key. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Other names are not completed, because a shell could execute them. */
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final CommandContext context;

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    ExitCode run() {
        List<String> parameters = context.invocation().parameters();
        if (parameters.getFirst().equals(VALUES)) {
            printValues(parameters.size() > 1 ? parameters.get(1) : "");
            return ExitCode.OK;
        }
        if (!CommandSpec.SHELLS.contains(parameters.getFirst()) || parameters.size() > 1) {
            throw CliException.usageError("'" + String.join(" ", parameters) + "' is not a shell; use "
                    + String.join(", ", CommandSpec.SHELLS));
        }
        String script = CompletionScript.of(parameters.getFirst());
        if (context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("shell", parameters.getFirst())
                            .add("script", script)
                            .build());
        } else {
            context.out().print(script);
        }
        return ExitCode.OK;
    }

    private void printValues(String kind) {
        if (!CompletionScript.dynamicKinds().contains(kind)) {
            throw CliException.usageError(
                    "'" + kind + "' is not a kind of names; use " + String.join(", ", CompletionScript.dynamicKinds()));
        }
        List<String> values = findValues(kind)
                .filter(name -> SAFE_NAME.matcher(name).matches())
                .toList();
        if (context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("kind", kind)
                            .add("values", Json.createArrayBuilder(values))
                            .build());
        } else {
            values.forEach(context.out()::println);
        }
    }

    /** Without a server that answers in time there are none. */
    private Stream<String> findValues(String kind) {
        try {
            RestClient client = context.restClient().withTimeout(TIMEOUT);
            return switch (kind) {
                case "runs" ->
                    Stream.concat(Stream.of("last"), ids(client, "/api/v1/runs?limit=50" + projectFilter(client)));
                case "sessions" -> ids(client, "/api/v1/sessions?limit=50" + projectFilter(client));
                case "approvals" -> ids(client, "/api/v1/approvals");
                default ->
                    objects(client, "/api/v1/providers")
                            .map(provider ->
                                    provider.getJsonObject("configuration").getString("id"));
            };
        } catch (CliException | JsonException | ClassCastException | NullPointerException e) {
            return Stream.empty();
        }
    }

    private String projectFilter(RestClient client) {
        return context.currentProject(client)
                .map(id -> "&projectId=" + RestClient.encodePathSegment(id))
                .orElse("");
    }

    private static Stream<String> ids(RestClient client, String path) {
        return objects(client, path).map(object -> object.getString("id")).toList().stream();
    }

    private static Stream<JsonObject> objects(RestClient client, String path) {
        return client.getArray(path).getValuesAs(JsonObject.class).stream();
    }
}
