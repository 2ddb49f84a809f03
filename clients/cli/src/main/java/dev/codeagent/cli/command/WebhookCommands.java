package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;

/** Implements {@code webhooks add}, {@code list}, {@code test}, {@code deliveries}, {@code retry} and {@code remove}. */
final class WebhookCommands {
    private static final int MAX_CELL_LENGTH = 80;
    private static final String WEBHOOKS = "/api/v1/webhooks";

    private final CommandContext context;
    private final RestClient client;

    WebhookCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode add() {
        JsonObjectBuilder body = Json.createObjectBuilder();
        context.invocation().option("url").ifPresent(url -> body.add("url", url));
        ProviderKeyOptions.read(context.invocation(), "secret").ifPresent(secret -> body.add("secret", secret));
        JsonArrayBuilder events = Json.createArrayBuilder();
        context.invocation().optionValues("event").forEach(events::add);
        body.add("events", events);
        context.invocation().option("paused").ifPresent(flag -> body.add("state", "paused"));
        JsonObject webhook = client.requestObject("PUT", path(), body.build());
        if (context.options().json()) {
            context.out().println(webhook);
        } else {
            context.terminal()
                    .writeLine("webhook '" + name() + "' stored; its secret is encrypted. Test it with `"
                            + context.commandLineFor("webhooks test " + name()) + "`");
        }
        return ExitCode.OK;
    }

    ExitCode list() {
        JsonArray webhooks = client.getArray(WEBHOOKS);
        if (context.options().json()) {
            webhooks.forEach(context.out()::println);
            return ExitCode.OK;
        }
        if (webhooks.isEmpty()) {
            context.terminal()
                    .writeLine("no webhook yet; add one with `" + context.commandLineFor("webhooks add NAME") + "`");
            return ExitCode.OK;
        }
        var table = new Table("NAME", "ADDRESS", "EVENTS", "STATE");
        for (JsonObject webhook : webhooks.getValuesAs(JsonObject.class)) {
            String events = webhook.getJsonArray("events").getValuesAs(JsonString::getString).stream()
                    .collect(Collectors.joining(","));
            String reason = webhook.getString("pausedReason", "");
            table.addRow(
                    sanitize(webhook.getString("id")),
                    sanitize(webhook.getString("url")),
                    sanitize(events),
                    sanitize(webhook.getString("state") + (reason.isEmpty() ? "" : ": " + reason)));
        }
        table.print(context.terminal());
        return ExitCode.OK;
    }

    ExitCode test() {
        JsonObject result = client.requestObject("POST", path() + "/test");
        boolean ok = result.getBoolean("ok");
        if (context.options().json()) {
            context.out().println(result);
        } else {
            context.terminal()
                    .writeLine((ok ? "ok    " : "fail  ")
                            + TerminalSanitizer.sanitizeLine(result.getString("message"), 5 * MAX_CELL_LENGTH));
        }
        return ok ? ExitCode.OK : ExitCode.RUN_FAILED;
    }

    ExitCode deliveries() {
        String limit = context.invocation().option("limit").orElse("20");
        JsonArray deliveries = client.getArray(path() + "/deliveries?limit=" + RestClient.encodePathSegment(limit));
        if (context.options().json()) {
            deliveries.forEach(context.out()::println);
            return ExitCode.OK;
        }
        if (deliveries.isEmpty()) {
            context.terminal().writeLine("no event was sent to webhook '" + name() + "' yet");
            return ExitCode.OK;
        }
        var table = new Table("ID", "EVENT", "CREATED", "STATE", "ATTEMPTS", "LAST");
        for (JsonObject delivery : deliveries.getValuesAs(JsonObject.class)) {
            JsonValue status = delivery.getOrDefault("lastStatus", Json.createValue(""));
            String error = delivery.getString("lastError", "");
            table.addRow(
                    sanitize(delivery.getString("id")),
                    sanitize(delivery.getString("event")),
                    sanitize(delivery.getString("createdAt")),
                    sanitize(delivery.getString("state")),
                    String.valueOf(delivery.getInt("attempts")),
                    sanitize(error.isEmpty() ? status.toString().replace("\"", "") : error));
        }
        table.print(context.terminal());
        return ExitCode.OK;
    }

    ExitCode retry() {
        List<String> parameters = context.invocation().parameters();
        if (parameters.size() < 2) {
            throw CliException.usageError("missing parameter: `codeagent webhooks retry NAME DELIVERY`");
        }
        JsonObject delivery = client.requestObject(
                "POST", path() + "/deliveries/" + RestClient.encodePathSegment(parameters.get(1)) + "/retry");
        if (context.options().json()) {
            context.out().println(delivery);
        } else {
            context.terminal().writeLine("delivery " + sanitize(delivery.getString("id")) + " is sent again");
        }
        return ExitCode.OK;
    }

    ExitCode remove() {
        client.delete(path());
        context.reportRemoved("webhook", name(), "webhook '" + name() + "' and its secret removed");
        return ExitCode.OK;
    }

    private static String sanitize(String text) {
        return TerminalSanitizer.sanitizeLine(text, MAX_CELL_LENGTH);
    }

    private String name() {
        return context.invocation().parameters().getFirst();
    }

    private String path() {
        return WEBHOOKS + "/" + RestClient.encodePathSegment(name());
    }
}
