package dev.codeagent.cli.command;

import dev.codeagent.api.run.PatchText;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.run.JsonLinesWriter;
import dev.codeagent.cli.run.RunOutcome;
import dev.codeagent.cli.run.RunSummary;
import dev.codeagent.cli.run.SlashCommandRequest;
import dev.codeagent.cli.run.TranscriptRenderer;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.StatusLine;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.client.error.ClientException;
import dev.codeagent.client.error.ConnectionException;
import dev.codeagent.client.stream.Backoff;
import dev.codeagent.client.stream.FollowedRun;
import dev.codeagent.client.stream.RunFollower;
import dev.codeagent.client.stream.RunListener;
import dev.codeagent.client.stream.WebSocketConnection;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

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
        Instant sentAt = Instant.now();
        return follow(
                () -> findRunStartedSince(sentAt, command),
                follower -> follower.follow(command.toStartCommand()),
                (follower, leave) -> new InterruptHandler(
                        this::printNotice,
                        "cancelling the run; press Ctrl-C again to " + hint,
                        follower::cancel,
                        leave));
    }

    /** Follows a run that exists, from the event after {@code seq}. Ctrl-C ends the following, not the run. */
    RunOutcome attach(String run, String session, long seq) {
        return follow(
                Optional::empty,
                follower -> follower.attach(run, session, seq),
                (follower, leave) -> new InterruptHandler(
                        this::printNotice,
                        "detached; the run continues: " + context.commandLineFor("attach " + run),
                        leave,
                        leave));
    }

    /** In a terminal on a line of its own, also while a question waits for a key. */
    private void printNotice(String text) {
        if (context.terminal().isTerminal() && !context.options().json()) {
            context.terminal().writeParagraph(Style.DIM, text, 2);
        } else {
            context.printProgress(text);
        }
    }

    private RunOutcome follow(
            Supplier<Optional<String>> findStartedRun,
            Function<RunFollower, FollowedRun> following,
            BiFunction<RunFollower, Runnable, InterruptHandler> onInterrupt) {
        var connector =
                WebSocketConnection.createConnector(() -> context.currentAddress(client.baseUri()), context.tokens());
        Runnable leave =
                context.interaction().isSession() ? Thread.currentThread()::interrupt : SlashCommandExecutor::exit;
        try (var statusLine = new StatusLine(context.terminal());
                var typed = showTyped(statusLine)) {
            RunListener listener = createListener(statusLine);
            var follower = new RunFollower(connector, Backoff.defaults(), listener, findStartedRun);
            try (var interrupts = onInterrupt.apply(follower, leave)) {
                return RunOutcome.of(following.apply(follower));
            }
        } catch (ClientException e) {
            throw CliException.of(e);
        }
    }

    /** Not on the calling thread: exit waits for the thread of the signal's handler. */
    private static void exit() {
        new Thread(() -> System.exit(ExitCode.INTERRUPTED.code())).start();
    }

    private Interaction.KeyboardFocus showTyped(StatusLine statusLine) {
        boolean live = context.terminal().redraws() && !context.options().json();
        return live ? context.interaction().showTyped(statusLine::setTyped) : () -> {};
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
        try {
            return currentClient()
                    .getArray("/api/v1/runs?limit=5&sessionId=" + RestClient.encodePathSegment(command.session()))
                    .getValuesAs(JsonObject.class)
                    .stream()
                    .filter(run -> run.getString("command").equals(command.command()))
                    .filter(run -> !Instant.parse(run.getString("createdAt")).isBefore(sentAt))
                    .map(run -> run.getString("id"))
                    .findFirst();
        } catch (CliException e) {
            if (e.exitCode() == ExitCode.REFUSED) {
                throw e;
            }
            throw new ConnectionException(e.getMessage(), e); // The follower connects again.
        }
    }

    private RestClient currentClient() {
        URI address = context.currentAddress(client.baseUri());
        return address.equals(client.baseUri()) ? client : new RestClient(address, context.tokens());
    }
}
