package dev.codeagent.cli.command;

import dev.codeagent.cli.run.Backoff;
import dev.codeagent.cli.run.JsonLines;
import dev.codeagent.cli.run.RunAudience;
import dev.codeagent.cli.run.RunCommand;
import dev.codeagent.cli.run.RunFollower;
import dev.codeagent.cli.run.RunOutcome;
import dev.codeagent.cli.run.Summary;
import dev.codeagent.cli.run.Transcript;
import dev.codeagent.cli.run.WebSocketLink;
import dev.codeagent.cli.server.Api;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Optional;

/** Runs a slash command and shows it, as a transcript or as JSON. */
final class RunRoom {
    private final Desk desk;
    private final Api api;

    RunRoom(Desk desk, Api api) {
        this.desk = desk;
        this.api = api;
    }

    RunOutcome run(RunCommand command) {
        Instant sent = Instant.now();
        var connector = WebSocketLink.connector(() -> desk.address(api.base()));
        var follower = new RunFollower(connector, Backoff.real(), audience(), c -> startedSince(sent, c));
        new Interrupts().listen(follower::cancel);
        return follower.follow(command);
    }

    private RunAudience audience() {
        if (desk.options().json()) {
            return new JsonLines(desk.out(), desk.err());
        }
        var transcript = new Transcript(desk.screen(), new Summary(desk.screen(), this::diff, desk::hint));
        return attended() ? new Questions(transcript, desk.screen(), this::current, keyboard()).listen() : transcript;
    }

    /** Whether somebody sits there: the launcher of Unix knows it for sure. */
    private static boolean attended() {
        String known = System.getProperty("codeagent.terminal", "true");
        return System.console() != null && Boolean.parseBoolean(known);
    }

    private static BufferedReader keyboard() {
        return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    }

    private String diff(String run) {
        return current().text("/api/v1/runs/" + Api.part(run) + "/diff");
    }

    /** The run that the server made of our command although its answer never reached us. */
    private Optional<String> startedSince(Instant sent, RunCommand command) {
        return current()
                .list("/api/v1/runs?limit=5&sessionId=" + Api.part(command.session()))
                .getValuesAs(JsonObject.class)
                .stream()
                .filter(run -> run.getString("command").equals(command.command()))
                .filter(run -> !Instant.parse(run.getString("createdAt")).isBefore(sent))
                .map(run -> run.getString("id"))
                .findFirst();
    }

    private Api current() {
        URI address = desk.address(api.base());
        return address.equals(api.base()) ? api : new Api(address);
    }
}
