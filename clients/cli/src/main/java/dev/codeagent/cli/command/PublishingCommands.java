package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;

/**
 * Implements {@code remote set}, {@code show} and {@code remove}, {@code push} and {@code pr}. Nothing leaves the server
 * without {@code --yes}.
 */
final class PublishingCommands {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int MAX_LENGTH = 300;
    private static final int MAX_BODY = 60_000;

    private final CommandContext context;
    private final RestClient client;

    PublishingCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady().withTimeout(TIMEOUT);
    }

    ExitCode setRemote() {
        JsonObjectBuilder body = Json.createObjectBuilder();
        context.invocation().parameters().stream().findFirst().ifPresent(address -> body.add("address", address));
        ProviderKeyOptions.read(context.invocation()).ifPresent(token -> body.add("token", token));
        context.invocation().option("username").ifPresent(name -> body.add("username", name));
        context.invocation().option("forge").ifPresent(forge -> body.add("forge", forge));
        print(client.requestObject("PUT", remotePath(), body.build()), "stored, its token encrypted: ");
        return ExitCode.OK;
    }

    ExitCode showRemote() {
        print(client.requestObject("GET", remotePath()), "");
        return ExitCode.OK;
    }

    private void print(JsonObject remote, String prefix) {
        if (context.options().json()) {
            context.out().println(remote);
        } else {
            context.terminal()
                    .writeLine(prefix + line(remote.getString("address")) + " ("
                            + line(remote.getString("forge", "for pushes only; set --forge for pull requests")) + ")");
        }
    }

    ExitCode removeRemote() {
        client.delete(remotePath());
        context.reportRemoved("remote", projectId(), "the git server of this project and its token are removed");
        return ExitCode.OK;
    }

    ExitCode push() {
        String path = context.ownRunPath(client);
        if (context.invocation().option("yes").isEmpty()) {
            return explain(path, "push");
        }
        JsonObject pushed = client.requestObject("POST", path + "/push");
        if (context.options().json()) {
            context.out().println(pushed);
        } else {
            context.terminal()
                    .writeLine("pushed " + line(pushed.getString("branch")) + " to " + line(pushed.getString("address"))
                            + " (" + line(pushed.getString("commit")) + ")");
        }
        return ExitCode.OK;
    }

    ExitCode pullRequest() {
        String path = context.ownRunPath(client);
        if (context.invocation().option("text").isPresent()) {
            printText(client.requestObject("GET", path + "/pull-request"));
            return ExitCode.OK;
        }
        if (context.invocation().option("yes").isEmpty()) {
            return explain(path, "create a pull request for");
        }
        JsonObjectBuilder body = Json.createObjectBuilder();
        for (String name : new String[] {"title", "base"}) {
            context.invocation().option(name).ifPresent(value -> body.add(name, value));
        }
        body.add("draft", context.invocation().option("draft").isPresent());
        JsonObject request = client.requestObject("POST", path + "/pull-request", body.build());
        if (context.options().json()) {
            context.out().println(request);
        } else {
            context.terminal()
                    .writeLine((request.getBoolean("created") ? "created " : "exists already: ")
                            + line(request.getString("url")));
        }
        return ExitCode.OK;
    }

    private void printText(JsonObject text) {
        if (context.options().json()) {
            context.out().println(text);
        } else {
            context.terminal().writeLine(line(text.getString("title")));
            context.terminal().writeLine("");
            String body = text.getString("body");
            context.terminal()
                    .writeLine(TerminalSanitizer.sanitize(body.substring(0, Math.min(body.length(), MAX_BODY)))
                            .stripTrailing());
        }
    }

    /** What would happen, for the user's consent. */
    private ExitCode explain(String path, String action) {
        JsonObject run = client.requestObject("GET", path);
        JsonObject remote = client.requestObject(
                "GET", "/api/v1/projects/" + RestClient.encodePathSegment(run.getString("project")) + "/remote");
        if (context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("run", run.getString("id"))
                            .add("address", remote.getString("address"))
                            .add("dryRun", true)
                            .build());
        } else {
            context.terminal()
                    .writeLine("would " + action + " codeagent/" + line(run.getString("id")) + " at "
                            + line(remote.getString("address")) + "; nothing was sent, --yes sends it");
        }
        return ExitCode.OK;
    }

    private String remotePath() {
        return "/api/v1/projects/" + RestClient.encodePathSegment(projectId()) + "/remote";
    }

    private String projectId() {
        return context.projectId(client)
                .orElseThrow(() -> new CliException(
                        ExitCode.REFUSED,
                        context.options().project() + " is not a project that the server knows yet; start a run in it"
                                + " first, for example with `" + context.commandLineFor("/plan") + "`"));
    }

    private static String line(String text) {
        return TerminalSanitizer.sanitizeLine(text, MAX_LENGTH);
    }
}
