package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.DiffPrinter;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Implements {@code runs}, {@code diff}, {@code discard} and {@code cancel}. */
final class RunCommands {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());
    private static final int MAX_CELL_LENGTH = 60;

    private final CommandContext context;
    private final RestClient client;

    RunCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode list() {
        String project = context.knownProject(client)
                .map(id -> "&projectId=" + RestClient.encodePathSegment(id))
                .orElse("");
        JsonArray runs = client.getArray("/api/v1/runs?limit=50" + project);
        if (context.options().json()) {
            runs.forEach(context.out()::println);
        } else if (runs.isEmpty()) {
            context.terminal().writeLine("no runs yet; try `" + context.commandLineFor("demo") + "`");
        } else {
            printRuns(runs);
        }
        return ExitCode.OK;
    }

    private void printRuns(JsonArray runs) {
        var table = new Table("RUN", "STATE", "COMMAND", "CREATED", "TOKENS", "COST", "REQUEST");
        for (JsonObject run : runs.getValuesAs(JsonObject.class)) {
            JsonObject usage = run.getJsonObject("usage");
            table.addRow(
                    TerminalSanitizer.sanitizeLine(run.getString("id"), MAX_CELL_LENGTH),
                    run.getString("state"),
                    TerminalSanitizer.sanitizeLine(run.getString("command"), MAX_CELL_LENGTH),
                    TIME.format(Instant.parse(run.getString("createdAt"))),
                    String.valueOf(usage.getInt("inputTokens") + usage.getInt("outputTokens")),
                    run.containsKey("costUsd") ? "$" + run.getString("costUsd") : UsageCommand.NO_PRICE,
                    TerminalSanitizer.sanitizeLine(run.getString("prompt", ""), MAX_CELL_LENGTH));
        }
        table.print(context.terminal());
    }

    ExitCode diff() {
        String diff = client.getText(runPath() + "/diff");
        if (context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("run", context.invocation().parameter())
                            .add("diff", diff)
                            .build());
        } else if (context.terminal().isTerminal()) {
            DiffPrinter.print(diff.stripTrailing(), context.terminal());
        } else {
            // Byte for byte, because `git apply` reads it.
            context.out().print(diff);
            context.out().flush();
        }
        return ExitCode.OK;
    }

    /**
     * @param action discard or cancel
     * @param confirmation what to print after the run's id
     */
    ExitCode postAction(String action, String confirmation) {
        JsonObject run = client.requestObject("POST", runPath() + "/" + action);
        if (context.options().json()) {
            context.out().println(run);
        } else {
            context.terminal()
                    .writeLine("run " + TerminalSanitizer.sanitizeLine(run.getString("id"), MAX_CELL_LENGTH) + " "
                            + confirmation);
        }
        return ExitCode.OK;
    }

    private String runPath() {
        return "/api/v1/runs/"
                + RestClient.encodePathSegment(context.invocation().parameter());
    }
}
