package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.StatusLine;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Implements {@code providers add}, {@code list}, {@code show}, {@code test} and {@code remove}. */
final class ProviderCommands {
    private static final int MAX_CELL_LENGTH = 80;
    private static final int MAX_MODELS_SHOWN = 20;
    private static final String PROVIDERS = "/api/v1/providers";

    /** The server waits up to two minutes for a model that is loaded for the first time, and before for the list. */
    private static final Duration TEST_TIMEOUT = Duration.ofMinutes(3);

    private final CommandContext context;
    private final RestClient client;

    ProviderCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady().withTimeout(TEST_TIMEOUT);
    }

    ExitCode add() {
        Optional<ProviderPrompt> prompt = wantsPrompt()
                ? context.interaction().lineInput().map(input -> new ProviderPrompt(input, context.terminal()))
                : Optional.empty();
        if (context.invocation().parameters().isEmpty() && prompt.isEmpty()) {
            throw CliException.usageError("missing parameter: `codeagent providers add` needs NAME");
        }
        List<JsonObject> known = prompt.isPresent() ? knownProviders() : List.of();
        String name = context.invocation().parameters().isEmpty()
                ? prompt.orElseThrow().askForProvider(known)
                : name();
        JsonObjectBuilder body = Json.createObjectBuilder();
        prompt.ifPresentOrElse(
                p -> askForAddressAndKey(p, name, known, body),
                () -> ProviderKeyOptions.read(context.invocation()).ifPresent(key -> body.add("apiKey", key)));
        addOption("url", "baseUrl", body);
        addOption("model", "defaultModel", body);
        addOption("wire", "wire", body);
        JsonObject stored = put(name, body.build());
        printStored(name, stored);
        if (prompt.isPresent() && stored.containsKey("test")) {
            chooseModel(prompt.get(), name, stored.getJsonObject("test"));
        }
        return ExitCode.OK;
    }

    /** A person is asked if nothing but a name is given; {@code --json} is for programs. */
    private boolean wantsPrompt() {
        return !context.options().json()
                && List.of("url", "key", "key-env", "key-file", "model", "wire", "no-test").stream()
                        .noneMatch(option -> context.invocation().option(option).isPresent());
    }

    private List<JsonObject> knownProviders() {
        return client.getArray("/api/v1/known-providers").getValuesAs(JsonObject.class);
    }

    private static void askForAddressAndKey(
            ProviderPrompt prompt, String name, List<JsonObject> known, JsonObjectBuilder body) {
        Optional<JsonObject> preset = known.stream()
                .filter(provider -> provider.getString("id").equals(name))
                .findFirst();
        String address = preset.map(p -> p.getString("baseUrl")).orElse("");
        if (preset.isEmpty()) {
            List<String> names =
                    known.stream().map(provider -> provider.getString("id")).toList();
            prompt.explainUnknown(name, names);
        }
        if (address.isEmpty()) {
            String example = preset.map(p -> p.getString("urlExample")).orElse("http://127.0.0.1:8000/v1");
            body.add("baseUrl", prompt.askForUrl(example));
        }
        String keyVariable = preset.map(p -> p.getString("keyVariable")).orElse("the provider");
        if (!keyVariable.isEmpty()) {
            prompt.askForKey(name).ifPresent(key -> body.add("apiKey", key));
        }
    }

    private void chooseModel(ProviderPrompt prompt, String name, JsonObject test) {
        List<String> models = test.getJsonArray("models").getValuesAs(JsonString::getString);
        String answered = test.getString("model");
        String model = models.size() < 2 ? answered : prompt.askForModel(models, answered);
        JsonObject stored =
                put(name, Json.createObjectBuilder().add("defaultModel", model).build());
        context.terminal().writeLine("default model " + sanitize(model) + "; " + testMessage(stored));
    }

    private void addOption(String option, String field, JsonObjectBuilder body) {
        context.invocation().option(option).ifPresent(value -> body.add(field, value));
    }

    private JsonObject put(String name, JsonObject body) {
        String test = context.invocation().option("no-test").isPresent() ? "" : "?test=true";
        try (StatusLine waiting = context.waitFor(test.isEmpty() ? "stores the provider" : "tests key and model")) {
            return client.requestObject("PUT", path(name) + test, body);
        }
    }

    private void printStored(String name, JsonObject entry) {
        if (context.options().json()) {
            context.out().println(entry);
            return;
        }
        String key = entry.getBoolean("hasKey") ? " with its key, encrypted" : "";
        if (entry.containsKey("test")) {
            context.terminal().writeLine("provider '" + name + "' stored" + key);
            boolean ok = entry.getJsonObject("test").getBoolean("ok");
            context.terminal()
                    .writeLine(
                            ok ? "ok    " + testMessage(entry) : "stored, but its test failed: " + testMessage(entry));
            printModels(entry.getJsonObject("test"));
        } else {
            context.terminal()
                    .writeLine("provider '" + name + "' stored" + key + "; test it with `"
                            + context.commandLineFor("providers test " + name) + "`");
        }
    }

    private static String testMessage(JsonObject stored) {
        return stored.containsKey("test")
                ? TerminalSanitizer.sanitizeLine(
                        stored.getJsonObject("test").getString("message", ""), 5 * MAX_CELL_LENGTH)
                : "not tested";
    }

    ExitCode list() {
        JsonArray providers = client.getArray(PROVIDERS);
        if (context.options().json()) {
            providers.forEach(context.out()::println);
        } else if (providers.isEmpty()) {
            context.terminal()
                    .writeLine("no provider yet; add one with `"
                            + context.commandLineFor("providers add NAME --key-env VAR") + "`; known names: "
                            + knownProviders().stream()
                                    .map(provider -> provider.getString("id"))
                                    .collect(Collectors.joining(", ")));
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
                    sanitize(configuration.getString("baseUrl")),
                    model.isEmpty() ? "(first model)" : sanitize(model),
                    provider.getBoolean("hasKey") ? "yes" : "no",
                    provider.getString("source", ""));
        }
        table.print(context.terminal());
    }

    ExitCode show() {
        JsonObject provider = client.requestObject("GET", path(name()));
        if (context.options().json()) {
            context.out().println(provider);
            return ExitCode.OK;
        }
        JsonObject configuration = provider.getJsonObject("configuration");
        print("name", configuration.getString("id"));
        print("address", configuration.getString("baseUrl"));
        print("wire", configuration.getString("wire"));
        print("model", configuration.getString("defaultModel", ""));
        print("key", provider.getBoolean("hasKey") ? "stored or in the environment; never shown" : "none");
        print("first byte", configuration.getString("firstByte"));
        print("pause", configuration.getString("betweenBytes"));
        print("from", provider.getString("source", ""));
        configuration.getJsonArray("prices").getValuesAs(JsonObject.class).stream()
                .map(price -> price.getString("model") + ": " + price.getString("input") + " in, "
                        + price.getString("output") + " out")
                .forEach(price -> print("price", price));
        return ExitCode.OK;
    }

    private void print(String label, String value) {
        context.terminal().writeLine(String.format("%-11s %s", label, value.isEmpty() ? "–" : sanitize(value)));
    }

    ExitCode remove() {
        client.delete(path(name()));
        context.reportRemoved("provider", name(), "provider '" + name() + "' and its key removed");
        return ExitCode.OK;
    }

    ExitCode rotate() {
        JsonObject rotation = client.requestObject("POST", "/api/v1/credentials/rotate");
        if (context.options().json()) {
            context.out().println(rotation);
        } else {
            context.terminal()
                    .writeLine("new encryption key; stored keys encrypted again: " + rotation.getInt("credentials"));
        }
        return ExitCode.OK;
    }

    ExitCode test() {
        JsonObject check;
        try (StatusLine waiting = context.waitFor("waits for an answer of the model")) {
            check = client.requestObject("POST", path(name()) + "/test");
        }
        boolean ok = check.getBoolean("ok");
        if (context.options().json()) {
            context.out().println(check);
            return ok ? ExitCode.OK : ExitCode.RUN_FAILED;
        }
        context.terminal()
                .writeLine((ok ? "ok    " : "fail  ")
                        + TerminalSanitizer.sanitizeLine(check.getString("message", ""), 5 * MAX_CELL_LENGTH));
        printModels(check);
        return ok ? ExitCode.OK : ExitCode.RUN_FAILED;
    }

    private void printModels(JsonObject test) {
        List<JsonString> models = test.getJsonArray("models").getValuesAs(JsonString.class);
        if (!models.isEmpty()) {
            context.terminal()
                    .writeLine("models: "
                            + models.stream()
                                    .limit(MAX_MODELS_SHOWN)
                                    .map(model -> sanitize(model.getString()))
                                    .collect(Collectors.joining(", "))
                            + (models.size() > MAX_MODELS_SHOWN
                                    ? " and " + (models.size() - MAX_MODELS_SHOWN) + " more"
                                    : ""));
        }
    }

    private static String sanitize(String text) {
        return TerminalSanitizer.sanitizeLine(text, MAX_CELL_LENGTH);
    }

    private String name() {
        return context.invocation().parameter();
    }

    private static String path(String name) {
        return PROVIDERS + "/" + RestClient.encodePathSegment(name);
    }
}
