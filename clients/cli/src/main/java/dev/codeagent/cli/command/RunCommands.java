package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.terminal.DiffPainter;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Table;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** runs, diff, discard, cancel. */
final class RunCommands {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());
    private static final int PROMPT = 60;

    private final Desk desk;
    private final Api api;

    RunCommands(Desk desk) {
        this.desk = desk;
        this.api = desk.api();
    }

    ExitCode runs() {
        JsonArray runs = api.list("/api/v1/runs?limit=50" + filter());
        if (desk.options().json()) {
            runs.forEach(desk.out()::println);
        } else if (runs.isEmpty()) {
            desk.screen().line("no runs yet; try `" + desk.hint("demo") + "`");
        } else {
            print(runs);
        }
        return ExitCode.OK;
    }

    /** Only the project's runs, where one was named that the server knows. */
    private String filter() {
        if (!desk.options().projectNamed()) {
            return "";
        }
        String path = real(desk.options().project()).toString();
        return api.list("/api/v1/projects").getValuesAs(JsonObject.class).stream()
                .filter(project -> project.getString("path").equals(path))
                .findFirst()
                .map(project -> "&projectId=" + Api.part(project.getString("id")))
                .orElse("");
    }

    /** The server knows projects by their path behind all links, and in the case that the disk has. */
    private static Path real(Path project) {
        try {
            return project.toRealPath();
        } catch (IOException e) {
            return project;
        }
    }

    private void print(JsonArray runs) {
        var table = new Table("RUN", "STATE", "COMMAND", "CREATED", "TOKENS", "COST", "REQUEST");
        for (JsonObject run : runs.getValuesAs(JsonObject.class)) {
            JsonObject usage = run.getJsonObject("usage");
            table.row(
                    SafeText.line(run.getString("id"), PROMPT),
                    run.getString("state"),
                    SafeText.line(run.getString("command"), PROMPT),
                    TIME.format(Instant.parse(run.getString("createdAt"))),
                    String.valueOf(usage.getInt("inputTokens") + usage.getInt("outputTokens")),
                    run.containsKey("costUsd") ? "$" + run.getString("costUsd") : "–",
                    SafeText.line(run.getString("prompt", ""), PROMPT));
        }
        table.print(desk.screen());
    }

    ExitCode diff() {
        String diff = api.text(path() + "/diff");
        if (desk.options().json()) {
            desk.out()
                    .println(Json.createObjectBuilder()
                            .add("run", desk.invocation().word())
                            .add("diff", diff)
                            .build());
        } else if (desk.screen().colour()) {
            DiffPainter.paint(diff.stripTrailing(), desk.screen());
        } else {
            // Byte for byte, so that `git apply` can read it.
            desk.out().print(diff);
            desk.out().flush();
        }
        return ExitCode.OK;
    }

    /** {@code verb} is discard or cancel; {@code said} tells that it was done. */
    ExitCode handle(String verb, String said) {
        JsonObject run = api.object("POST", path() + "/" + verb);
        if (desk.options().json()) {
            desk.out().println(run);
        } else {
            desk.screen().line("run " + SafeText.line(run.getString("id"), PROMPT) + " " + said);
        }
        return ExitCode.OK;
    }

    private String path() {
        return "/api/v1/runs/" + Api.part(desk.invocation().word());
    }
}
