package dev.codeagent.cli.command;

import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.api.wire.RunReportMarkdown;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.run.RunSummary;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TimeText;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Implements {@code show}: the report of a run on one page. */
final class ShowCommand {
    private static final int LABEL_WIDTH = 10;
    private static final int MAX_LINE_LENGTH = 400;
    private static final int MAX_CELL_LENGTH = 60;
    private static final int MAX_TESTS = 10;

    private final CommandContext context;
    private final RestClient client;

    ShowCommand(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode run() {
        JsonObject report = client.requestObject("GET", context.runPath(client) + "/report");
        if (context.options().json()) {
            context.out().println(report);
            return ExitCode.OK;
        }
        if (context.invocation().option("report").isPresent()) {
            context.out().print(RunReportMarkdown.write(RecordJson.read(report, RunReport.class)));
            return ExitCode.OK;
        }
        JsonObject run = report.getJsonObject("run");
        printRun(run, report.getString("sandbox"));
        printSteps(report.getJsonArray("steps"));
        printTests(report);
        printPatch(run, report);
        printApprovals(report.getJsonArray("approvals"));
        return ExitCode.OK;
    }

    private void printRun(JsonObject run, String sandbox) {
        Instant created = Instant.parse(run.getString("createdAt"));
        print("run", run.getString("id") + "  " + run.getString("state"));
        print(
                "project",
                run.getString("projectName", run.getString("project")) + "  " + run.getString("projectPath", ""));
        print("session", run.getString("session"));
        print("request", run.getString("command") + " " + run.getString("prompt"));
        String duration = run.containsKey("finishedAt")
                ? ", "
                        + seconds(Duration.between(created, Instant.parse(run.getString("finishedAt")))
                                .toMillis())
                : "";
        print("created", TimeText.of(created) + duration);
        print("tokens", tokens(run.getJsonObject("usage")));
        if (run.containsKey("costUsd")) {
            print("cost", "$" + run.getString("costUsd"));
        }
        print("sandbox", sandbox);
        if (run.containsKey("error")) {
            print("error", Style.RED, run.getString("error"));
        }
    }

    private void printSteps(JsonArray steps) {
        if (steps.isEmpty()) {
            return;
        }
        context.terminal().writeLine("");
        boolean priced = steps.getValuesAs(JsonObject.class).stream().anyMatch(step -> step.containsKey("costUsd"));
        var headers =
                new ArrayList<>(List.of("STEP", "AGENT", "MODEL", "OUTCOME", "TURNS", "TOOL CALLS", "TOKENS", "TIME"));
        if (priced) {
            headers.add("COST");
        }
        var table = new Table(headers.toArray(String[]::new)).leaveOutFirst("AGENT", "TURNS", "COST");
        for (JsonObject step : steps.getValuesAs(JsonObject.class)) {
            String model = step.getString("provider")
                    + (step.getString("model").isEmpty() ? "" : "/")
                    + step.getString("model");
            var cells = new ArrayList<>(List.of(
                    cell(step.getString("step")),
                    step.getString("agent"),
                    cell(model),
                    step.getString("outcome").isEmpty() ? "–" : cell(step.getString("outcome")),
                    String.valueOf(step.getInt("turns")),
                    toolCalls(step.getJsonObject("toolCalls")),
                    tokens(step.getJsonObject("usage")),
                    seconds(step.getJsonNumber("millis").longValue())));
            if (priced) {
                cells.add(step.containsKey("costUsd") ? "$" + step.getString("costUsd") : UsageCommand.NO_PRICE);
            }
            table.addRow(cells.toArray(String[]::new));
        }
        table.print(context.terminal());
        context.terminal().writeLine("");
    }

    private static String toolCalls(JsonObject calls) {
        int failed = calls.getInt("failed");
        int denied = calls.getInt("denied");
        return calls.getInt("total")
                + (failed > 0 ? ", " + failed + " failed" : "")
                + (denied > 0 ? ", " + denied + " denied" : "");
    }

    private void printTests(JsonObject report) {
        for (JsonObject tests : report.getJsonArray("tests").getValuesAs(JsonObject.class)) {
            print(
                    "tests",
                    tests.getString("phase") + " the change: "
                            + (tests.getBoolean("buildFailed")
                                    ? "the build failed"
                                    : tests.getInt("passed") + " passed, " + tests.getInt("failed") + " failed, "
                                            + tests.getInt("skipped") + " skipped"));
        }
        if (report.containsKey("verdict")) {
            printVerdict(report.getJsonObject("verdict"));
        }
    }

    private void printVerdict(JsonObject verdict) {
        if (!verdict.getString("notTested").isEmpty()) {
            print("verdict", Style.YELLOW, "not tested: " + verdict.getString("notTested"));
            return;
        }
        boolean green = verdict.getBoolean("green");
        print("verdict", green ? Style.GREEN : Style.RED, green ? "green" : "not green");
        for (String part : List.of("fixed", "failing", "broken", "missing", "changedTests")) {
            List<String> names = verdict.getJsonArray(part).getValuesAs(JsonString::getString);
            if (!names.isEmpty()) {
                String more = names.size() > MAX_TESTS ? " and " + (names.size() - MAX_TESTS) + " more" : "";
                print(
                        "",
                        (part.equals("changedTests") ? "test files changed" : part) + ": "
                                + names.stream().limit(MAX_TESTS).collect(Collectors.joining(", ")) + more);
            }
        }
    }

    private void printPatch(JsonObject run, JsonObject report) {
        String branch = report.getString("branch");
        print("patch", run.getString("patch") + (branch.isEmpty() ? "" : ", branch " + branch));
        for (JsonObject file : report.getJsonArray("files").getValuesAs(JsonObject.class)) {
            print(
                    "",
                    file.getString("path") + "  "
                            + RunSummary.formatChange(
                                    file.getString("status"), file.getInt("added"), file.getInt("removed")));
        }
        for (JsonObject action : report.getJsonArray("patchActions").getValuesAs(JsonObject.class)) {
            print(
                    "",
                    TimeText.of(Instant.parse(action.getString("at"))) + "  " + action.getString("action") + " by "
                            + action.getString("by"));
        }
        if (run.getString("patch").equals("open") && run.containsKey("finishedAt")) {
            print("next", context.commandLineFor("apply " + run.getString("id")));
        }
    }

    private void printApprovals(JsonArray approvals) {
        var lines = new ArrayList<String>();
        for (JsonObject approval : approvals.getValuesAs(JsonObject.class)) {
            String by = approval.getString("by").isEmpty() ? "" : " by " + approval.getString("by");
            String question = approval.getString("question").isEmpty()
                    ? approval.getString("tool")
                    : approval.getString("question").lines().map(String::strip).collect(Collectors.joining("; "));
            lines.add(
                    approval.getString("decision") + by + ": " + question + " (" + approval.getString("reason") + ")");
        }
        for (int i = 0; i < lines.size(); i++) {
            print(i == 0 ? "approvals" : "", lines.get(i));
        }
    }

    private static String tokens(JsonObject usage) {
        return String.format(
                Locale.ROOT,
                "%,d in, %,d out",
                usage.getJsonNumber("inputTokens").longValue(),
                usage.getJsonNumber("outputTokens").longValue());
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static String cell(String text) {
        return TerminalSanitizer.sanitizeLine(text, MAX_CELL_LENGTH);
    }

    private void print(String label, String value) {
        print(label, Style.PLAIN, value);
    }

    private void print(String label, Style style, String value) {
        if (!value.isBlank()) {
            StyledLine line = StyledLine.of(Style.DIM, String.format("%-" + LABEL_WIDTH + "s", label))
                    .append(style, TerminalSanitizer.sanitizeLine(value.strip(), MAX_LINE_LENGTH));
            context.terminal().writeParagraph(line, LABEL_WIDTH);
        }
    }
}
