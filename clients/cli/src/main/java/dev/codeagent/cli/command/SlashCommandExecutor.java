package dev.codeagent.cli.command;

import dev.codeagent.api.run.PatchText;
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
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Optional;

/** Executes a slash command and prints the run, as a transcript or as JSON. */
final class SlashCommandExecutor {
    private final CommandContext context;
    private final RestClient client;

    SlashCommandExecutor(CommandContext context, RestClient client) {
        this.context = context;
        this.client = client;
    }

    RunOutcome execute(SlashCommandRequest command) {
        try (var statusLine = new StatusLine(context.terminal())) {
            RunFollower follower = createFollower(Instant.now(), statusLine);
            new InterruptHandler().install(follower::cancel);
            return follower.follow(command);
        }
    }

    /** Follows a run that exists, from the event after {@code seq}. Ctrl-C ends the client, not the run. */
    RunOutcome attach(String run, String session, long seq) {
        new InterruptHandler()
                .exitOnInterrupt("detached; the run continues: " + context.commandLineFor("attach " + run));
        try (var statusLine = new StatusLine(context.terminal())) {
            return createFollower(Instant.now(), statusLine).attach(run, session, seq);
        }
    }

    private RunFollower createFollower(Instant sentAt, StatusLine statusLine) {
        var connector =
                WebSocketConnection.createConnector(() -> context.currentAddress(client.baseUri()), context.tokens());
        return new RunFollower(
                connector, Backoff.defaults(), createListener(statusLine), c -> findRunStartedSince(sentAt, c));
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
        return isInteractive()
                ? new ApprovalPrompt(transcript, context.terminal(), this::currentClient, keyboardReader())
                        .startReading()
                : transcript;
    }

    /** Whether a user is at the terminal; the Unix launcher knows it best. */
    static boolean isInteractive() {
        String attached = System.getProperty("codeagent.terminal", "true");
        return System.console() != null && Boolean.parseBoolean(attached);
    }

    private static BufferedReader keyboardReader() {
        return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
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
