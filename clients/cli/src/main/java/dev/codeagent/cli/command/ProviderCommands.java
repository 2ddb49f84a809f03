package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Table;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** providers add, list, test. */
final class ProviderCommands {
    private static final int CELL = 80;
    private static final int MODELS = 20;

    private final Desk desk;
    private final Api api;

    ProviderCommands(Desk desk) {
        this.desk = desk;
        this.api = desk.api();
    }

    ExitCode add() {
        String url = desk.invocation()
                .flag("url")
                .orElseThrow(() -> CliFailure.usage("name the provider's address with --url URL"));
        JsonObjectBuilder body = Json.createObjectBuilder().add("baseUrl", url);
        key().ifPresent(key -> body.add("apiKey", key));
        desk.invocation().flag("model").ifPresent(model -> body.add("defaultModel", model));
        JsonObject entry = api.object("PUT", path(), body.build());
        if (desk.options().json()) {
            desk.out().println(entry);
        } else {
            desk.screen()
                    .line("provider '" + name() + "' stored"
                            + (entry.getBoolean("hasKey") ? " with its key, encrypted" : "") + "; check it with `"
                            + desk.hint("providers test " + name()) + "`");
        }
        return ExitCode.OK;
    }

    private Optional<String> key() {
        List<String> named = List.of("key", "key-env", "key-file").stream()
                .filter(flag -> desk.invocation().flag(flag).isPresent())
                .toList();
        if (named.size() > 1) {
            throw CliFailure.usage("name the key once, not with --" + String.join(" and --", named));
        }
        return desk.invocation()
                .flag("key")
                .or(() -> desk.invocation().flag("key-env").map(ProviderCommands::fromEnvironment))
                .or(() -> desk.invocation().file("key-file").map(ProviderCommands::fromFile));
    }

    private static String fromEnvironment(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(key -> !key.isBlank())
                .map(String::strip)
                .orElseThrow(() -> CliFailure.usage("the variable " + variable + " is not set or empty"));
    }

    private static String fromFile(Path file) {
        try {
            String key = Files.readString(file).strip();
            if (key.isEmpty()) {
                throw CliFailure.usage("the key file " + file + " is empty");
            }
            return key;
        } catch (IOException e) {
            throw CliFailure.usage("cannot read the key file " + file + ": " + e);
        }
    }

    ExitCode list() {
        JsonArray providers = api.list("/api/v1/providers");
        if (desk.options().json()) {
            providers.forEach(desk.out()::println);
        } else if (providers.isEmpty()) {
            desk.screen()
                    .line("no provider yet; add one with `" + desk.hint("providers add NAME --url URL --key-env VAR")
                            + "`");
        } else {
            print(providers);
        }
        return ExitCode.OK;
    }

    private void print(JsonArray providers) {
        var table = new Table("NAME", "ADDRESS", "MODEL", "KEY", "FROM");
        for (JsonObject provider : providers.getValuesAs(JsonObject.class)) {
            JsonObject configuration = provider.getJsonObject("configuration");
            String model = configuration.getString("defaultModel", "");
            table.row(
                    configuration.getString("id"),
                    SafeText.line(configuration.getString("baseUrl"), CELL),
                    model.isEmpty() ? "(its first)" : SafeText.line(model, CELL),
                    provider.getBoolean("hasKey") ? "yes" : "no",
                    provider.getString("source", ""));
        }
        table.print(desk.screen());
    }

    ExitCode test() {
        JsonObject check = api.object("POST", path() + "/test");
        boolean ok = check.getBoolean("ok");
        if (desk.options().json()) {
            desk.out().println(check);
            return ok ? ExitCode.OK : ExitCode.RUN_FAILED;
        }
        desk.screen().line((ok ? "ok    " : "fail  ") + SafeText.line(check.getString("message", ""), 5 * CELL));
        List<JsonString> models = check.getJsonArray("models").getValuesAs(JsonString.class);
        if (!models.isEmpty()) {
            desk.screen()
                    .line("models: "
                            + models.stream()
                                    .limit(MODELS)
                                    .map(model -> SafeText.line(model.getString(), CELL))
                                    .collect(Collectors.joining(", "))
                            + (models.size() > MODELS ? " and " + (models.size() - MODELS) + " more" : ""));
        }
        return ok ? ExitCode.OK : ExitCode.RUN_FAILED;
    }

    private String name() {
        return desk.invocation().word();
    }

    private String path() {
        return "/api/v1/providers/" + Api.part(name());
    }
}
