package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.terminal.DiffPainter;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Style;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** diff --hunks, apply, undo: a run's patch in parts. */
final class PatchCommands {
    private static final int LINE = 400;
    private static final Pattern HUNK = Pattern.compile("(.+):(\\d+(?:,\\d+)*)", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile(".+-t\\d+-c\\d+|undo-\\d+");

    private final Desk desk;
    private final Api api;

    PatchCommands(Desk desk) {
        this.desk = desk;
        this.api = desk.api();
    }

    ExitCode hunks() {
        JsonArray files = api.list(path() + "/hunks");
        if (desk.options().json()) {
            files.forEach(desk.out()::println);
            return ExitCode.OK;
        }
        for (JsonObject file : files.getValuesAs(JsonObject.class)) {
            print(file);
        }
        if (files.isEmpty()) {
            desk.screen().line("the run changed no file");
        }
        return ExitCode.OK;
    }

    private void print(JsonObject file) {
        String path = SafeText.line(file.getString("path"), LINE);
        List<JsonObject> hunks = file.getJsonArray("hunks").getValuesAs(JsonObject.class);
        title(path + "  " + file.getString("status") + (hunks.isEmpty() ? ", only whole" : ""), file);
        for (JsonObject hunk : hunks) {
            title(path + ":" + hunk.getInt("number"), hunk);
            DiffPainter.paint(hunk.getString("text").stripTrailing(), desk.screen());
        }
    }

    private void title(String text, JsonObject part) {
        desk.screen().text(Style.BOLD, text + (part.getBoolean("taken") ? "  (applied)" : "") + "\n");
    }

    ExitCode apply() {
        JsonArrayBuilder parts = Json.createArrayBuilder();
        desk.invocation().flags("file").forEach(file -> parts.add(part(file, List.of())));
        desk.invocation().flags("hunk").forEach(hunk -> {
            Matcher matcher = HUNK.matcher(hunk);
            if (!matcher.matches()) {
                throw CliFailure.usage("'" + hunk + "' is not PATH:N, like src/Main.java:2 or src/Main.java:1,3");
            }
            parts.add(part(matcher.group(1), List.of(matcher.group(2).split(","))));
        });
        JsonObject body = Json.createObjectBuilder().add("parts", parts).build();
        JsonObject run = api.object("POST", path() + "/apply", body);
        if (desk.options().json()) {
            desk.out().println(run);
        } else {
            boolean all = body.getJsonArray("parts").isEmpty();
            String id = SafeText.line(run.getString("id"), LINE);
            desk.screen().line("run " + id + (all ? " applied to your working tree" : " applied in part"));
            if (!all) {
                desk.screen().line(desk.hint("diff " + id + " --hunks") + "  shows what is left");
            }
        }
        return ExitCode.OK;
    }

    private static JsonObject part(String path, List<String> hunks) {
        JsonArrayBuilder numbers = Json.createArrayBuilder();
        try {
            hunks.forEach(n -> numbers.add(Integer.parseInt(n)));
        } catch (NumberFormatException e) {
            throw CliFailure.usage("'" + String.join(",", hunks) + "' are no numbers of hunks");
        }
        return Json.createObjectBuilder()
                .add("path", path)
                .add("hunks", numbers)
                .build();
    }

    ExitCode undo() {
        List<String> words = desk.invocation().words();
        var body = Json.createObjectBuilder()
                .add(
                        "everythingSince",
                        desk.invocation().flag("everything-since").isPresent());
        if (words.size() > 1) {
            body.add(CALL.matcher(words.get(1)).matches() ? "call" : "step", words.get(1));
        }
        JsonObject undone = api.object("POST", path() + "/undo", body.build());
        if (desk.options().json()) {
            desk.out().println(undone);
        } else {
            tell(undone);
        }
        return ExitCode.OK;
    }

    private void tell(JsonObject undone) {
        JsonObject event = undone.getJsonObject("event");
        String what = event.getString("step").isEmpty() ? event.getString("call") : event.getString("step");
        List<JsonObject> paths = event.getJsonArray("paths").getValuesAs(JsonObject.class);
        desk.screen()
                .line("undone " + SafeText.line(what, LINE) + ": " + paths.size() + " path(s); `"
                        + desk.hint("undo " + desk.invocation().word() + " " + event.getString("undo"))
                        + "` brings them back");
        paths.forEach(p ->
                desk.screen().line("  " + SafeText.line(p.getString("how") + " " + p.getString("path"), LINE)));
        for (JsonObject c : event.getJsonArray("conflicts").getValuesAs(JsonObject.class)) {
            desk.screen()
                    .text(
                            Style.YELLOW,
                            SafeText.line("left alone " + c.getString("path") + ": " + c.getString("reason"), LINE)
                                    + "\n");
        }
        if (undone.getBoolean("acceptedBefore")) {
            desk.screen()
                    .line("your working tree still has what you applied before; `"
                            + desk.hint("apply " + desk.invocation().word()) + "` takes the undone changes out of it");
        }
    }

    private String path() {
        return "/api/v1/runs/" + Api.part(desk.invocation().word());
    }
}
