package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Implements {@code models list}, {@code search}, {@code remove} and {@code refresh}. */
final class ModelCommands {
    private static final int MAX_CELL_LENGTH = 60;
    private static final int PAGE_SIZE = 1000;

    private final CommandContext context;
    private final RestClient client;

    ModelCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    /** The models of one provider, or of all that are configured; one that fails does not hide the others. */
    ExitCode list() {
        List<String> providers = context.invocation().parameters();
        if (providers.isEmpty()) {
            providers = client.getArray("/api/v1/providers").getValuesAs(JsonObject.class).stream()
                    .map(provider -> provider.getJsonObject("configuration").getString("id"))
                    .toList();
        }
        var table = new Table("MODEL", "CONTEXT", "SIZE", "CAN", "PRICE IN/OUT");
        var failures = new ArrayList<CliException>();
        for (String provider : providers) {
            try {
                listModels(provider, table);
            } catch (CliException e) {
                failures.add(e);
            }
        }
        if (!context.options().json()) {
            table.print(context.terminal());
        }
        failures.forEach(failure -> context.err().println("codeagent: " + failure.getMessage()));
        // A server that is not running does not spoil the list of the others.
        boolean noneAnswered = !failures.isEmpty() && failures.size() == providers.size();
        return noneAnswered ? failures.getFirst().exitCode() : ExitCode.OK;
    }

    private void listModels(String provider, Table table) {
        for (int page = 1, seen = 0, total = 1; seen < total; page++) {
            JsonObject answer = client.requestObject(
                    "GET",
                    "/api/v1/providers/" + RestClient.encodePathSegment(provider) + "/models?page=" + page
                            + "&pageSize=" + PAGE_SIZE);
            JsonArray items = answer.getJsonArray("items");
            for (JsonObject model : items.getValuesAs(JsonObject.class)) {
                addRow(table, provider, model, model.getInt("contextTokens"), model.getJsonNumber("sizeBytes"));
            }
            seen += items.size();
            total = items.isEmpty() ? seen : answer.getInt("total");
        }
    }

    ExitCode search() {
        String query = String.join(" ", context.invocation().parameters());
        JsonArray models = client.getArray("/api/v1/models?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        var table = new Table("MODEL", "CONTEXT", "SIZE", "CAN", "PRICE IN/OUT");
        for (JsonObject model : models.getValuesAs(JsonObject.class)) {
            addRow(
                    table,
                    model.getString("provider"),
                    model,
                    model.getInt("contextWindow"),
                    jakarta.json.Json.createValue(0));
        }
        if (!context.options().json()) {
            table.print(context.terminal());
        }
        return ExitCode.OK;
    }

    private void addRow(
            Table table, String provider, JsonObject model, int contextTokens, jakarta.json.JsonNumber sizeBytes) {
        if (context.options().json()) {
            context.out().println(model);
            return;
        }
        String price = model.getJsonArray("prices").getValuesAs(JsonObject.class).stream()
                .findFirst()
                .map(p -> p.getString("input") + " / " + p.getString("output"))
                .orElse("–");
        String can = model.getJsonArray("capabilities").getValuesAs(JsonString::getString).stream()
                .collect(Collectors.joining(" "));
        table.addRow(
                sanitize(provider + "/" + model.getString("id")),
                contextTokens == 0 ? "–" : String.format("%,d", contextTokens),
                sizeBytes.longValue() == 0 ? "–" : ByteFormat.format(sizeBytes.longValue()),
                can.isEmpty() ? "–" : sanitize(can),
                sanitize(price));
    }

    ExitCode remove() {
        ModelName name = ModelName.parse(context.invocation().parameter());
        client.delete("/api/v1/providers/" + RestClient.encodePathSegment(name.provider()) + "/models/"
                + RestClient.encodePathSegment(name.model()));
        context.reportRemoved(
                "model",
                name.provider() + "/" + name.model(),
                "model " + sanitize(name.model()) + " removed from " + name.provider());
        return ExitCode.OK;
    }

    ExitCode refresh() {
        JsonObject refresh = client.requestObject("POST", "/api/v1/models/refresh");
        if (context.options().json()) {
            context.out().println(refresh);
        } else {
            context.terminal()
                    .writeLine("catalogue refreshed: " + refresh.getInt("models") + " models from "
                            + sanitize(refresh.getString("source")) + ", " + refresh.getInt("added") + " of them new");
        }
        return ExitCode.OK;
    }

    private static String sanitize(String text) {
        return TerminalSanitizer.sanitizeLine(text, MAX_CELL_LENGTH);
    }

    /** A provider and a model, written {@code PROVIDER/MODEL}. */
    record ModelName(String provider, String model) {
        static ModelName parse(String text) {
            int slash = text.indexOf('/');
            if (slash <= 0 || slash == text.length() - 1) {
                throw CliException.usageError("'" + text + "' is not PROVIDER/MODEL, for example ollama/MODEL:TAG");
            }
            return new ModelName(text.substring(0, slash), text.substring(slash + 1));
        }
    }
}
