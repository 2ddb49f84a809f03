package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
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

/** Implements {@code providers add}, {@code providers list} and {@code providers test}. */
final class ProviderCommands {
    private static final int MAX_CELL_LENGTH = 80;
    private static final int MAX_MODELS_SHOWN = 20;

    private final CommandContext context;
    private final RestClient client;

    ProviderCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode add() {
        String url = context.invocation()
                .option("url")
                .orElseThrow(
                        () -> CliException.usageError("--url is missing; name the provider's address with --url URL"));
        JsonObjectBuilder body = Json.createObjectBuilder().add("baseUrl", url);
        apiKey().ifPresent(key -> body.add("apiKey", key));
        context.invocation().option("model").ifPresent(model -> body.add("defaultModel", model));
        JsonObject entry = client.requestObject("PUT", providerPath(), body.build());
        if (context.options().json()) {
            context.out().println(entry);
        } else {
            context.terminal()
                    .writeLine("provider '" + name() + "' stored"
                            + (entry.getBoolean("hasKey") ? " with its key, encrypted" : "") + "; test it with `"
                            + context.commandLineFor("providers test " + name()) + "`");
        }
        return ExitCode.OK;
    }

    private Optional<String> apiKey() {
        List<String> keyOptions = List.of("key", "key-env", "key-file").stream()
                .filter(flag -> context.invocation().option(flag).isPresent())
                .toList();
        if (keyOptions.size() > 1) {
            throw CliException.usageError("give the key once, not with --" + String.join(" and --", keyOptions));
        }
        return context.invocation()
                .option("key")
                .or(() -> context.invocation().option("key-env").map(ProviderCommands::keyFromEnvironment))
                .or(() -> context.invocation().fileOption("key-file").map(ProviderCommands::keyFromFile));
    }

    private static String keyFromEnvironment(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(key -> !key.isBlank())
                .map(String::strip)
                .orElseThrow(() ->
                        CliException.usageError("--key-env: the variable " + variable + " is not set or is empty"));
    }

    private static String keyFromFile(Path file) {
        try {
            String key = Files.readString(file).strip();
            if (key.isEmpty()) {
                throw CliException.usageError("the key file " + file + " is empty");
            }
            return key;
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        }
    }

    ExitCode list() {
        JsonArray providers = client.getArray("/api/v1/providers");
        if (context.options().json()) {
            providers.forEach(context.out()::println);
        } else if (providers.isEmpty()) {
            context.terminal()
                    .writeLine("no provider yet; add one with `"
                            + context.commandLineFor("providers add NAME --url URL --key-env VAR") + "`");
        } else {
            printProviders(providers);
        }
        return ExitCode.OK;
    }

    private void printProviders(JsonArray providers) {
        var table = new Table("NAME", "ADDRESS", "MODEL", "KEY", "FROM");
        for (JsonObject provider : providers.getValuesAs(JsonObject.class)) {
            JsonObject configuration = provider.getJsonObject("configuration");
            String model = configuration.getString("defaultModel", "");
            table.addRow(
                    configuration.getString("id"),
                    TerminalSanitizer.sanitizeLine(configuration.getString("baseUrl"), MAX_CELL_LENGTH),
                    model.isEmpty() ? "(first model)" : TerminalSanitizer.sanitizeLine(model, MAX_CELL_LENGTH),
                    provider.getBoolean("hasKey") ? "yes" : "no",
                    provider.getString("source", ""));
        }
        table.print(context.terminal());
    }

    ExitCode test() {
        JsonObject check = client.requestObject("POST", providerPath() + "/test");
        boolean ok = check.getBoolean("ok");
        if (context.options().json()) {
            context.out().println(check);
            return ok ? ExitCode.OK : ExitCode.RUN_FAILED;
        }
        context.terminal()
                .writeLine((ok ? "ok    " : "fail  ")
                        + TerminalSanitizer.sanitizeLine(check.getString("message", ""), 5 * MAX_CELL_LENGTH));
        List<JsonString> models = check.getJsonArray("models").getValuesAs(JsonString.class);
        if (!models.isEmpty()) {
            context.terminal()
                    .writeLine("models: "
                            + models.stream()
                                    .limit(MAX_MODELS_SHOWN)
                                    .map(model -> TerminalSanitizer.sanitizeLine(model.getString(), MAX_CELL_LENGTH))
                                    .collect(Collectors.joining(", "))
                            + (models.size() > MAX_MODELS_SHOWN
                                    ? " and " + (models.size() - MAX_MODELS_SHOWN) + " more"
                                    : ""));
        }
        return ok ? ExitCode.OK : ExitCode.RUN_FAILED;
    }

    private String name() {
        return context.invocation().parameter();
    }

    private String providerPath() {
        return "/api/v1/providers/" + RestClient.encodePathSegment(name());
    }
}
