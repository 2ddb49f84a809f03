package dev.codeagent.cli.command;

import dev.codeagent.api.run.PatchText;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.DiffPrinter;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Base64;
import java.util.Set;

/** Implements {@code diff}, {@code discard}, {@code cancel} and {@code attach}. */
final class RunCommands {
    private static final int MAX_ID_LENGTH = 60;
    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    private final CommandContext context;
    private final RestClient client;

    RunCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode diff() {
        String path = context.runPath(client);
        byte[] diff = client.getBytes(path + "/diff");
        if (context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("run", client.requestObject("GET", path).getString("id"))
                            .add("diff", PatchText.decode(diff))
                            .add("diffBase64", Base64.getEncoder().encodeToString(diff))
                            .build());
        } else if (context.terminal().isTerminal() && diff.length == 0) {
            context.terminal().writeLine(Style.DIM, "the run changed no files");
        } else if (context.terminal().isTerminal()) {
            DiffPrinter.print(PatchText.forDisplay(diff).stripTrailing(), context.terminal());
        } else {
            // Byte for byte, because `git apply` reads it.
            context.out().writeBytes(diff);
            context.out().flush();
        }
        return ExitCode.OK;
    }

    ExitCode discard() {
        JsonObject run = client.requestObject("POST", context.ownRunPath(client) + "/discard");
        report(run, "discarded");
        return ExitCode.OK;
    }

    /** The server accepts the cancellation of a run that has ended, and changes nothing. */
    ExitCode cancel() {
        String path = context.ownRunPath(client);
        JsonObject before = client.requestObject("GET", path);
        if (hasEnded(before)) {
            return refuseCancel(before, "has already ended (" + before.getString("state") + ")");
        }
        JsonObject run = client.requestObject("POST", path + "/cancel");
        if (hasEnded(run) && !run.getString("state").equals("cancelled")) {
            return refuseCancel(run, "ended before the cancel request (" + run.getString("state") + ")");
        }
        report(run, "received the cancel request");
        return ExitCode.OK;
    }

    private ExitCode refuseCancel(JsonObject run, String reason) {
        if (context.options().json()) {
            context.out().println(run);
        }
        throw new CliException(
                ExitCode.REFUSED,
                "run " + id(run) + " " + reason + "; there is nothing to cancel; `"
                        + context.commandLineFor("show " + id(run)) + "` shows it");
    }

    /** Follows a run that somebody started; Ctrl-C ends only this client. */
    ExitCode attach() {
        JsonObject run = client.requestObject("GET", context.runPath(client));
        boolean fromNow = context.invocation().option("from-now").isPresent();
        if (fromNow && hasEnded(run)) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "run " + id(run) + " has already ended (" + run.getString("state") + "); `"
                            + context.commandLineFor("attach " + id(run)) + "` prints it from its beginning");
        }
        long from = fromNow ? run.getJsonNumber("lastSeq").longValue() : 0;
        return new SlashCommandExecutor(context, client)
                .attach(id(run), run.getString("session"), from)
                .exitCode();
    }

    private void report(JsonObject run, String confirmation) {
        if (context.options().json()) {
            context.out().println(run);
        } else {
            context.terminal().writeLine("run " + id(run) + " " + confirmation);
        }
    }

    private static boolean hasEnded(JsonObject run) {
        return ENDED.contains(run.getString("state"));
    }

    private static String id(JsonObject run) {
        return TerminalSanitizer.sanitizeLine(run.getString("id"), MAX_ID_LENGTH);
    }
}
