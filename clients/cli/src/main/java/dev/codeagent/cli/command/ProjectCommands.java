package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.Optional;

/** Implements {@code projects list}, {@code projects add}, {@code projects access} and {@code projects remove}. */
final class ProjectCommands {
    private static final int MAX_CELL_LENGTH = 80;
    /** The server asks the git server, and its name server, first. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final CommandContext context;
    private final RestClient client;

    ProjectCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady().withTimeout(TIMEOUT);
    }

    ExitCode list() {
        JsonArray projects = client.getArray("/api/v1/projects");
        if (context.options().json()) {
            projects.forEach(context.out()::println);
        } else if (projects.isEmpty()) {
            context.terminal()
                    .writeLine("no project yet; the first run in a directory creates one, and `"
                            + context.commandLineFor("projects add ADDRESS") + "` adds a repository of a git server");
        } else {
            var table = new Table("ID", "NAME", "KIND", "PLACE", "BRANCH").leaveOutFirst("KIND", "BRANCH");
            for (JsonObject project : projects.getValuesAs(JsonObject.class)) {
                String subdirectory = project.getString("subdirectory", "");
                table.addRow(
                        project.getString("id"),
                        sanitize(project.getString("name")),
                        sanitize(project.getString("kind", "folder")),
                        sanitize(project.getString("path") + (subdirectory.isEmpty() ? "" : "/" + subdirectory)),
                        sanitize(project.getString("branch", "")));
            }
            table.print(context.terminal());
        }
        return ExitCode.OK;
    }

    ExitCode add() {
        JsonObjectBuilder body =
                Json.createObjectBuilder().add("address", context.invocation().parameter());
        for (String option : new String[] {"branch", "name", "subdirectory"}) {
            context.invocation().option(option).ifPresent(value -> body.add(option, value));
        }
        addAccess(body, isSsh(context.invocation().parameter()));
        JsonObject project = client.requestObject("POST", "/api/v1/git-projects", body.build());
        if (context.options().json()) {
            context.out().println(project);
            return ExitCode.OK;
        }
        String id = project.getString("id");
        context.terminal()
                .writeLine("project " + id + ": branch " + sanitize(project.getString("branch")) + " of "
                        + sanitize(project.getString("path")));
        context.terminal()
                .writeLine("start a run with `" + context.commandLineFor("/code --project " + id + " WORDS") + "`");
        return ExitCode.OK;
    }

    ExitCode access() {
        String path = "/api/v1/git-projects/"
                + RestClient.encodePathSegment(context.invocation().parameter());
        JsonObjectBuilder body = Json.createObjectBuilder();
        JsonObject before = client.requestObject("GET", path);
        addAccess(body, isSsh(before.getString("address")));
        JsonObject request = body.build();
        JsonObject status = request.isEmpty() ? before : client.requestObject("PUT", path + "/access", request);
        if (context.options().json()) {
            context.out().println(status);
            return ExitCode.OK;
        }
        print("address", status.getString("address"));
        print("branch", status.getString("branch"));
        print("secret", status.getBoolean("hasSecret") ? "stored; never shown" : "none");
        status.getJsonArray("hostKeys")
                .getValuesAs(jakarta.json.JsonString.class)
                .forEach(key -> print("host key", key.getString()));
        print("commit", status.getString("commit", "not fetched yet"));
        return ExitCode.OK;
    }

    /** Without confirmation it only says what would be deleted. */
    ExitCode remove() {
        String id = context.invocation().parameter();
        String path = "/api/v1/projects/" + RestClient.encodePathSegment(id);
        JsonObject project = client.requestObject("GET", path);
        String name = sanitize(project.getString("name")) + " (" + sanitize(project.getString("path")) + ")";
        boolean unapplied = context.invocation().option("unapplied").isPresent();
        if (context.invocation().option("yes").isEmpty() && context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("removed", "project")
                            .add("name", id)
                            .add("dryRun", true)
                            .build());
            return ExitCode.OK;
        }
        if (context.invocation().option("yes").isEmpty()) {
            context.terminal()
                    .writeLine(
                            "this would delete project " + id + ", " + name
                                    + ", with the workspaces of its runs; your own files, and the events and costs of its runs, stay");
            context.terminal()
                    .writeLine("delete it with `"
                            + context.commandLineFor(
                                    "projects remove " + id + (unapplied ? " --unapplied" : "") + " --yes")
                            + "`");
            return ExitCode.OK;
        }
        client.delete(path + (unapplied ? "?unapplied=true" : ""));
        context.reportRemoved("project", id, "project " + id + ", " + name + ", is deleted");
        return ExitCode.OK;
    }

    private void addAccess(JsonObjectBuilder body, boolean ssh) {
        Optional<String> secret = ProviderKeyOptions.read(context.invocation());
        secret.ifPresent(text -> body.add(ssh ? "key" : "token", text));
        context.invocation().option("username").ifPresent(name -> body.add("username", name));
        context.invocation().option("host-key").ifPresent(key -> body.add("hostKey", key));
    }

    private static boolean isSsh(String address) {
        String text = address.strip().toLowerCase(java.util.Locale.ROOT);
        if (text.matches("[^/]*//[^/]*:[^/]*@.*")) {
            throw CliException.usageError(
                    "the address contains a password; use --key-file or --key-env for a token or a key");
        }
        return !text.startsWith("https:");
    }

    private void print(String label, String value) {
        context.terminal().writeLine(String.format("%-9s %s", label, sanitize(value)));
    }

    private static String sanitize(String text) {
        return TerminalSanitizer.sanitizeLine(text, MAX_CELL_LENGTH);
    }
}
