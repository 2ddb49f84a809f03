package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.DiffPrinter;
import dev.codeagent.cli.terminal.StatusLine;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.json.RecordWriter;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Implements {@code diff --hunks}, {@code apply} and {@code undo}: the parts of a run's patch. */
final class PatchCommands {
    private static final int MAX_LINE_LENGTH = 400;
    private static final Pattern HUNK_SELECTION = Pattern.compile("(.+):(\\d+(?:,\\d+)*)", Pattern.DOTALL);
    private static final Pattern TOOL_CALL_ID = Pattern.compile(".+-t\\d+-c\\d+|undo-\\d+");

    private final CommandContext context;
    private final RestClient client;

    PatchCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode printHunks() {
        JsonArray files = client.getArray(context.runPath(client) + "/hunks");
        if (context.options().json()) {
            files.forEach(context.out()::println);
            return ExitCode.OK;
        }
        for (JsonObject file : files.getValuesAs(JsonObject.class)) {
            printFile(file);
        }
        if (files.isEmpty()) {
            context.terminal().writeLine("the run changed no file");
        }
        return ExitCode.OK;
    }

    private void printFile(JsonObject file) {
        String path = TerminalSanitizer.sanitizeLine(file.getString("path"), MAX_LINE_LENGTH);
        List<JsonObject> hunks = file.getJsonArray("hunks").getValuesAs(JsonObject.class);
        printTitle(path + "  " + file.getString("status") + (hunks.isEmpty() ? ", whole file only" : ""), file);
        for (JsonObject hunk : hunks) {
            printTitle(path + ":" + hunk.getInt("number"), hunk);
            DiffPrinter.print(hunk.getString("text").stripTrailing(), context.terminal());
        }
    }

    private void printTitle(String text, JsonObject part) {
        context.terminal().write(Style.BOLD, text + (part.getBoolean("taken") ? "  (applied)" : "") + "\n");
    }

    ExitCode apply() {
        try {
            return applyParts();
        } catch (CliException e) {
            if (context.options().json()
                    && e.getCause() instanceof ApiException refused
                    && !refused.conflicts().isEmpty()) {
                context.out().println(RecordWriter.write(refused.error()));
            }
            throw e;
        }
    }

    private ExitCode applyParts() {
        JsonArrayBuilder parts = Json.createArrayBuilder();
        context.invocation().optionValues("file").forEach(file -> parts.add(selection(file, List.of())));
        context.invocation().optionValues("hunk").forEach(hunk -> {
            Matcher matcher = HUNK_SELECTION.matcher(hunk);
            if (!matcher.matches()) {
                throw CliException.usageError(
                        "--hunk: '" + hunk + "' is not PATH:N; use for example src/Main.java:2 or src/Main.java:1,3");
            }
            parts.add(selection(matcher.group(1), List.of(matcher.group(2).split(","))));
        });
        JsonObject body = Json.createObjectBuilder().add("parts", parts).build();
        String path = context.ownRunPath(client);
        JsonObject known = client.requestObject("GET", path);
        context.uploadOf(client, known.getString("project"))
                .ifPresent(upload -> upload.apply(known.getString("id"), body.getJsonArray("parts")));
        JsonObject run;
        try (StatusLine waiting = context.waitFor("applies changes")) {
            run = client.requestObject("POST", path + "/apply", body);
        }
        if (context.options().json()) {
            context.out().println(run);
        } else {
            String id = TerminalSanitizer.sanitizeLine(run.getString("id"), MAX_LINE_LENGTH);
            context.terminal().writeLine("run " + id + " " + applied(run.getString("patch", "")));
            if (run.getString("patch", "").equals("open")) {
                context.terminal()
                        .writeLine(context.commandLineFor("diff " + id + " --hunks") + "  lists the remaining hunks");
            }
        }
        return ExitCode.OK;
    }

    /** @param patch the state of the run's changes after they were applied */
    static String applied(String patch) {
        return switch (patch) {
            case "applied" -> "applied to your working tree";
            case "undone" -> "undone in your working tree too; nothing of it is left to apply";
            default -> "partly applied";
        };
    }

    private static JsonObject selection(String path, List<String> hunks) {
        JsonArrayBuilder numbers = Json.createArrayBuilder();
        try {
            hunks.forEach(n -> numbers.add(Integer.parseInt(n)));
        } catch (NumberFormatException e) {
            throw CliException.usageError("--hunk: '" + String.join(",", hunks) + "' are not hunk numbers");
        }
        return Json.createObjectBuilder()
                .add("path", path)
                .add("hunks", numbers)
                .build();
    }

    ExitCode undo() {
        List<String> parameters = context.invocation().parameters();
        var body = Json.createObjectBuilder()
                .add(
                        "everythingSince",
                        context.invocation().option("everything-since").isPresent());
        if (parameters.size() > 1) {
            body.add(TOOL_CALL_ID.matcher(parameters.get(1)).matches() ? "call" : "step", parameters.get(1));
        }
        JsonObject undoResult;
        try (StatusLine waiting = context.waitFor("undoes changes")) {
            undoResult = client.requestObject("POST", context.ownRunPath(client) + "/undo", body.build());
        }
        if (context.options().json()) {
            context.out().println(undoResult);
        } else {
            printUndo(undoResult);
        }
        return ExitCode.OK;
    }

    private void printUndo(JsonObject undoResult) {
        JsonObject event = undoResult.getJsonObject("event");
        String target = event.getString("step").isEmpty() ? event.getString("call") : event.getString("step");
        List<JsonObject> paths = event.getJsonArray("paths").getValuesAs(JsonObject.class);
        context.terminal()
                .writeParagraph(
                        Style.PLAIN,
                        "undone " + TerminalSanitizer.sanitizeLine(target, MAX_LINE_LENGTH) + ": " + paths.size()
                                + (paths.size() == 1 ? " path; `" : " paths; `")
                                + context.commandLineFor(
                                        "undo " + undoResult.getString("run") + " " + event.getString("undo"))
                                + "` restores " + (paths.size() == 1 ? "it" : "them"),
                        2);
        paths.forEach(p -> context.terminal()
                .writeLine("  "
                        + TerminalSanitizer.sanitizeLine(
                                p.getString("how") + " " + p.getString("path"), MAX_LINE_LENGTH)));
        for (JsonObject c : event.getJsonArray("conflicts").getValuesAs(JsonObject.class)) {
            context.terminal()
                    .write(
                            Style.YELLOW,
                            TerminalSanitizer.sanitizeLine(
                                            "not undone " + c.getString("path") + ": " + c.getString("reason"),
                                            MAX_LINE_LENGTH)
                                    + "\n");
        }
        if (undoResult.getBoolean("acceptedBefore")) {
            context.terminal()
                    .writeParagraph(
                            Style.PLAIN,
                            "your working tree still contains the changes that you applied before; `"
                                    + context.commandLineFor("apply " + undoResult.getString("run"))
                                    + "` removes the undone ones",
                            2);
        }
    }
}
