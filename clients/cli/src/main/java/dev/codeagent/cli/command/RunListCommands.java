package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TimeText;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Implements {@code runs} and {@code sessions}: those of the current project, or with {@code --all} of all projects. */
final class RunListCommands {
    private static final int DEFAULT_LIMIT = 20;
    /** The server lists at most 1000; one more than wanted tells whether there are more. */
    private static final int MAX_LIMIT = 999;

    private final CommandContext context;
    private final RestClient client;
    private final Optional<String> project;
    /** A directory that the user names and that is no project has no runs; the working directory may be any. */
    private final boolean projectUnknown;

    RunListCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
        this.project =
                context.invocation().option("all").isPresent() ? Optional.empty() : context.currentProject(client);
        this.projectUnknown = project.isEmpty()
                && context.options().projectGiven()
                && context.invocation().option("all").isEmpty();
    }

    ExitCode listRuns() {
        int limit = limit("runs");
        var query = new ArrayList<String>();
        query.add("limit=" + (limit + 1));
        project.ifPresent(id -> query.add("projectId=" + RestClient.encodePathSegment(id)));
        addOption(query, "session", "sessionId");
        addOption(query, "state", "state");
        addOption(query, "patch", "patch");
        context.invocation()
                .option("cursor")
                .ifPresent(
                        run -> query.add("cursor=" + RestClient.encodePathSegment(context.runReference(client, run))));
        List<JsonObject> found = list("/api/v1/runs?" + String.join("&", query));
        List<JsonObject> page = found.subList(0, Math.min(limit, found.size()));
        if (context.options().json()) {
            page.forEach(context.out()::println);
        } else if (page.isEmpty()) {
            context.terminal().writeLine(noRuns());
        } else {
            printRuns(page);
            if (found.size() > page.size()) {
                context.terminal()
                        .writeLine("more: "
                                + commandLineFrom("runs", page.getLast().getString("id")));
            }
        }
        return ExitCode.OK;
    }

    private String noRuns() {
        boolean filtered = List.of("session", "state", "patch", "cursor").stream()
                .anyMatch(option -> context.invocation().option(option).isPresent());
        if (filtered) {
            return "no run matches";
        }
        return project.isPresent() || projectUnknown
                ? "no runs in this project yet; `" + context.commandLineFor("runs --all")
                        + "` lists those of all projects"
                : "no runs yet; try `" + context.commandLineFor("demo") + "`";
    }

    private void printRuns(List<JsonObject> runs) {
        boolean all = project.isEmpty();
        var headers = new ArrayList<>(List.of("RUN", "STATE", "VERDICT", "PATCH"));
        if (all) {
            headers.add("PROJECT");
        }
        headers.addAll(List.of("SESSION", "COMMAND", "CREATED", "TOKENS", "COST", "REQUEST"));
        var table = new Table(headers.toArray(String[]::new))
                .keepWhole("RUN", "SESSION", "CREATED")
                .leaveOutFirst("SESSION", "COST", "TOKENS", "COMMAND", "CREATED", "PATCH");
        for (JsonObject run : runs) {
            JsonObject usage = run.getJsonObject("usage");
            var cells = new ArrayList<>(List.of(
                    sanitize(run.getString("id")),
                    run.getString("state"),
                    run.getString("verdict", "–"),
                    run.getString("patch", "–")));
            if (all) {
                cells.add(projectName(run));
            }
            cells.addAll(List.of(
                    sanitize(run.getString("session")),
                    sanitize(run.getString("command")),
                    TimeText.of(Instant.parse(run.getString("createdAt"))),
                    String.valueOf(usage.getInt("inputTokens") + usage.getInt("outputTokens")),
                    run.containsKey("costUsd") ? "$" + run.getString("costUsd") : UsageCommand.NO_PRICE,
                    sanitize(run.getString("prompt", ""))));
            table.addRow(cells.toArray(String[]::new));
        }
        table.print(context.terminal());
    }

    /** The command that lists the next page, with the same filters. */
    private String commandLineFrom(String command, String cursor) {
        var line = new StringBuilder(command);
        for (String option : List.of("session", "state", "patch", "limit")) {
            context.invocation()
                    .option(option)
                    .ifPresent(value ->
                            line.append(" --").append(option).append(' ').append(sanitize(value)));
        }
        context.invocation().option("all").ifPresent(set -> line.append(" --all"));
        return context.commandLineFor(
                line.append(" --cursor ").append(sanitize(cursor)).toString());
    }

    ExitCode listSessions() {
        int limit = limit("conversations");
        var query = new ArrayList<String>();
        query.add("limit=" + (limit + 1));
        project.ifPresent(id -> query.add("projectId=" + RestClient.encodePathSegment(id)));
        addOption(query, "cursor", "cursor");
        List<JsonObject> found = list("/api/v1/sessions?" + String.join("&", query));
        List<JsonObject> page = found.subList(0, Math.min(limit, found.size()));
        if (context.options().json()) {
            page.forEach(context.out()::println);
        } else if (page.isEmpty()) {
            context.terminal().writeLine(noConversations());
        } else {
            printSessions(page);
            if (found.size() > page.size()) {
                context.terminal()
                        .writeLine("more: "
                                + commandLineFrom("sessions", page.getLast().getString("id")));
            }
        }
        return ExitCode.OK;
    }

    private String noConversations() {
        return context.invocation().option("cursor").isPresent()
                ? "no older conversation"
                : project.isPresent() || projectUnknown
                        ? "no conversation in this project yet; `" + context.commandLineFor("sessions --all")
                                + "` lists those of all projects"
                        : "no conversation yet";
    }

    private void printSessions(List<JsonObject> sessions) {
        var table = new Table("SESSION", "PROJECT", "RUNS", "LAST ACTIVITY", "LAST RUN", "STATE", "FIRST REQUEST")
                .keepWhole("SESSION", "LAST RUN", "LAST ACTIVITY")
                .leaveOutFirst("LAST RUN", "STATE", "RUNS", "PROJECT", "LAST ACTIVITY");
        for (JsonObject session : sessions) {
            table.addRow(
                    sanitize(session.getString("id")),
                    projectName(session),
                    String.valueOf(session.getInt("runs")),
                    TimeText.of(Instant.parse(session.getString("lastActivityAt"))),
                    sanitize(session.getString("lastRun")),
                    session.getString("lastState"),
                    sanitize(session.getString("firstPrompt")));
        }
        table.print(context.terminal());
        JsonObject newest = sessions.getFirst();
        String place = newest.containsKey("projectPath") && project.isEmpty()
                ? " --project " + CommandContext.quote(newest.getString("projectPath"))
                : "";
        context.terminal()
                .writeLine("continue one: "
                        + context.commandLineFor(
                                sanitize("/code --session " + newest.getString("id") + place + " 'the next request'")));
    }

    private List<JsonObject> list(String path) {
        return projectUnknown ? List.of() : client.getArray(path).getValuesAs(JsonObject.class);
    }

    /** @param what what the limit counts */
    private int limit(String what) {
        String text = context.invocation().option("limit").orElse(String.valueOf(DEFAULT_LIMIT));
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) == 0) {
            throw CliException.usageError(
                    "--limit: '" + text + "' is not a number of " + what + "; use a number from 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }

    private void addOption(List<String> query, String option, String parameter) {
        context.invocation()
                .option(option)
                .ifPresent(value -> query.add(parameter + "=" + RestClient.encodePathSegment(value)));
    }

    private static String projectName(JsonObject json) {
        return sanitize(json.getString("projectName", json.getString("project")));
    }

    private static String sanitize(String text) {
        return TerminalSanitizer.sanitizeLine(text, Integer.MAX_VALUE);
    }
}
