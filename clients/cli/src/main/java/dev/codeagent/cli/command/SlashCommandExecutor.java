package dev.codeagent.cli.command;

import dev.codeagent.api.run.PatchText;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.run.Backoff;
import dev.codeagent.cli.run.JsonLinesWriter;
import dev.codeagent.cli.run.RunFollower;
import dev.codeagent.cli.run.RunListener;
import dev.codeagent.cli.run.RunOutcome;
import dev.codeagent.cli.run.RunSummary;
import dev.codeagent.cli.run.SlashCommandRequest;
import dev.codeagent.cli.run.TranscriptRenderer;
import dev.codeagent.cli.run.WebSocketConnection;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.StatusLine;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Executes a slash command and prints the run, as a transcript or as JSON. */
final class SlashCommandExecutor {
    private final CommandContext context;
    private final RestClient client;

    SlashCommandExecutor(CommandContext context, RestClient client) {
        this.context = context;
        this.client = client;
    }

    RunOutcome execute(SlashCommandRequest command) {
        boolean session = context.interaction().isSession();
        String hint = session ? "return to the prompt without waiting" : "exit without waiting";
        return follow(
                follower -> follower.follow(command),
                (follower, leave) -> new InterruptHandler(
                        context::printProgress,
                        lineEndAfterEcho() + "cancelling the run; press Ctrl-C again to " + hint,
                        follower::cancel,
                        leave));
    }

    /** Follows a run that exists, from the event after {@code seq}. Ctrl-C ends the following, not the run. */
    RunOutcome attach(String run, String session, long seq) {
        return follow(
                follower -> follower.attach(run, session, seq),
                (follower, leave) -> new InterruptHandler(
                        context::printProgress,
                        lineEndAfterEcho() + "detached; the run continues: " + context.commandLineFor("attach " + run),
                        leave,
                        leave));
    }

    /** Outside of a session the terminal shows the keys that are pressed, also Ctrl-C. */
    private String lineEndAfterEcho() {
        return context.interaction().isSession() ? "" : "\n";
    }

    private RunOutcome follow(
            Function<RunFollower, RunOutcome> following,
            BiFunction<RunFollower, Runnable, InterruptHandler> onInterrupt) {
        Instant sentAt = Instant.now();
        var connector =
                WebSocketConnection.createConnector(() -> context.currentAddress(client.baseUri()), context.tokens());
        Runnable leave =
                context.interaction().isSession() ? Thread.currentThread()::interrupt : SlashCommandExecutor::exit;
        try (var statusLine = new StatusLine(context.terminal())) {
            RunListener listener = createListener(statusLine);
            var follower =
                    new RunFollower(connector, Backoff.defaults(), listener, c -> findRunStartedSince(sentAt, c));
            try (var interrupts = onInterrupt.apply(follower, leave)) {
                return following.apply(follower);
            }
        }
    }

    /** Not on the calling thread: exit waits for the thread of the signal's handler. */
    private static void exit() {
        new Thread(() -> System.exit(ExitCode.INTERRUPTED.code())).start();
    }

    private RunListener createListener(StatusLine statusLine) {
        if (context.options().json()) {
            return new JsonLinesWriter(context.out(), context.err());
        }
        var transcript = new TranscriptRenderer(
                context.terminal(),
                new RunSummary(context.terminal(), this::fetchDiff, context::commandLineFor),
                statusLine.start("connects"),
                context.invocation().option("verbose").isPresent());
        return context.interaction().isAttended()
                ? new ApprovalPrompt(transcript, context.terminal(), this::currentClient, context.interaction())
                : transcript;
    }

    private String fetchDiff(String run) {
        return PatchText.forDisplay(
                currentClient().getBytes("/api/v1/runs/" + RestClient.encodePathSegment(run) + "/diff"));
    }

    /** Finds the run that the server started for this command if its answer was lost. */
    private Optional<String> findRunStartedSince(Instant sentAt, SlashCommandRequest command) {
        return currentClient()
                .getArray("/api/v1/runs?limit=5&sessionId=" + RestClient.encodePathSegment(command.session()))
                .getValuesAs(JsonObject.class)
                .stream()
                .filter(run -> run.getString("command").equals(command.command()))
                .filter(run -> !Instant.parse(run.getString("createdAt")).isBefore(sentAt))
                .map(run -> run.getString("id"))
                .findFirst();
    }

    private RestClient currentClient() {
        URI address = context.currentAddress(client.baseUri());
        return address.equals(client.baseUri()) ? client : new RestClient(address, context.tokens());
    }
}
