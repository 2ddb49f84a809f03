package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Implements {@code clean}: shows what runs occupy on disks, and frees it with {@code --yes}. */
final class CleanCommand {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int MAX_CELL_LENGTH = 60;

    private final CommandContext context;
    private final RestClient client;

    CleanCommand(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady().withTimeout(TIMEOUT);
    }

    ExitCode run() {
        boolean dryRun = context.invocation().option("yes").isEmpty();
        var runs = Json.createArrayBuilder();
        if (!context.invocation().parameters().isEmpty()) {
            runs.add(client.requestObject("GET", context.runPath(client)).getString("id"));
        }
        JsonObject report = client.requestObject(
                "POST",
                "/api/v1/storage/clean",
                Json.createObjectBuilder()
                        .add("runs", runs)
                        .add(
                                "olderThan",
                                context.invocation().option("older-than").orElse(""))
                        .add(
                                "unapplied",
                                context.invocation().option("unapplied").isPresent())
                        .add("dryRun", dryRun)
                        .build());
        if (context.options().json()) {
            context.out().println(report);
        } else {
            print(report, dryRun);
        }
        return ExitCode.OK;
    }

    private void print(JsonObject report, boolean dryRun) {
        List<JsonObject> runs = report.getJsonArray("runs").getValuesAs(JsonObject.class);
        if (runs.isEmpty()) {
            context.terminal().writeLine("no run occupies a workspace");
        } else {
            var table = new Table("RUN", "PATCH", "SIZE", dryRun ? "WOULD BE FREED" : "FREED");
            runs.forEach(run -> table.addRow(
                    cell(run, "run"),
                    cell(run, "patch"),
                    ByteFormat.format(run.getJsonNumber("workspaceBytes").longValue())
                            + (run.getBoolean("volumes") ? " and volumes" : ""),
                    run.getString("keptBecause").isEmpty() ? "yes" : "no: " + cell(run, "keptBecause")));
            table.print(context.terminal());
        }
        context.terminal()
                .writeLine((dryRun ? "would free " : "freed ")
                        + ByteFormat.format(report.getJsonNumber("freedBytes").longValue())
                        + "; the snapshots of all runs occupy "
                        + ByteFormat.format(
                                report.getJsonNumber("snapshotBytes").longValue()));
        if (dryRun && runs.stream().anyMatch(run -> run.getString("keptBecause").isEmpty())) {
            context.terminal().writeLine("nothing was freed; --yes frees it: such a run can be applied, not undone");
        }
    }

    private static String cell(JsonObject run, String field) {
        return TerminalSanitizer.sanitizeLine(run.getString(field), MAX_CELL_LENGTH);
    }
}
