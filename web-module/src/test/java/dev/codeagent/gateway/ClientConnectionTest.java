package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.outbound.OutboundMessage;
import dev.codeagent.outbound.OutboundQueue;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {
    private static final String START = """
            {"id": "c-1", "type": "command", "payload": {"command": "/code", "prompt": "do it",
             "context": {"projectId": "proj-1", "sessionId": "s-1"}}}""";

    private final FakeRuns runs = new FakeRuns();
    private final List<OutboundMessage> sent = new ArrayList<>();
    private final ClientConnection connection = new ClientConnection(
            new ClientConnection.Dependencies(
                    runs.executor(), runs.service(), runs, Runnable::run, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
            new ClientConnection.Client(Caller.LOCAL, false),
            new OutboundQueue(OutboundQueue.Limits.DEFAULT, new Transport(), System::nanoTime, (millis, task) -> {}));

    private final class Transport implements OutboundQueue.Transport {
        @Override
        public CompletableFuture<Void> send(OutboundMessage message) {
            sent.add(message);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void disconnectSlowClient(String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void onSendFailed(Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The messages that are no events. */
    private List<JsonObject> answers() {
        return sent.stream()
                .filter(OutboundMessage.Raw.class::isInstance)
                .map(message -> EnvelopeCodec.parse(((OutboundMessage.Raw) message).text()))
                .toList();
    }

    private List<String> events() {
        return sent.stream()
                .filter(OutboundMessage.Event.class::isInstance)
                .map(OutboundMessage.Event.class::cast)
                .map(event -> event.run() + " " + event.seq())
                .toList();
    }

    private JsonObject lastPayload() {
        return answers().getLast().getJsonObject("payload");
    }

    private static String command(String id, String fields) {
        return "{\"id\": \"" + id + "\", \"type\": \"command\", \"payload\": {" + fields + "}}";
    }

    @Test
    void acceptsACommandAndSendsTheEventsOfItsRun() {
        connection.receive(START);
        runs.add("run-1", new RunEvent.Started(1));

        assertThat(lastPayload().getString("status")).isEqualTo("accepted");
        assertThat(lastPayload().getString("run")).isEqualTo("run-1");
        assertThat(answers().getLast().getString("id")).isEqualTo("c-1");
        assertThat(events()).containsExactly("run-1 1", "run-1 2");
    }

    @Test
    void startsOneRunForACommandThatIsSentTwice() {
        connection.receive(START);
        connection.receive(START);

        assertThat(runs.requests).hasSize(1);
        assertThat(answers())
                .extracting(a -> a.getJsonObject("payload").getString("run"))
                .containsExactly("run-1", "run-1");
    }

    @Test
    void aTextWithNulIsRefusedWithItsField() {
        connection.receive(command("c-1", "\"command\": \"/code\", \"prompt\": \"a\\u0000b\""));

        assertThat(lastPayload().getString("field")).isEqualTo("prompt");
        assertThat(runs.requests).isEmpty();
    }

    @Test
    void answersAMalformedMessageAndStaysOpen() {
        connection.receive("{");
        connection.receive(command("c-2", "\"command\": 7"));
        connection.receive(command("c-3", "\"command\": \"/ping\""));

        assertThat(answers()).extracting(a -> a.getString("type")).containsExactly("error", "error", "status");
        assertThat(answers()).extracting(a -> a.getString("id")).containsExactly("", "c-2", "c-3");
        assertThat(answers().getFirst().getJsonObject("payload").getString("code"))
                .isEqualTo("MALFORMED_MESSAGE");
        assertThat(lastPayload().getString("status")).isEqualTo("pong");
    }

    @Test
    void refusesTheSessionOfAnotherProject() {
        runs.startFailure = new AgentException(ErrorCode.CONFLICT, "session s-1 belongs to project /elsewhere");

        connection.receive(START);
        runs.startFailure = null;
        connection.receive(START);

        assertThat(answers().getFirst().getString("type")).isEqualTo("error");
        assertThat(answers().getFirst().getJsonObject("payload").getString("code"))
                .isEqualTo("CONFLICT");
        assertThat(answers().getFirst().getJsonObject("payload").getString("message"))
                .contains("/elsewhere");
        assertThat(lastPayload().getString("status")).isEqualTo("accepted");
    }

    @Test
    void givesACommandWithoutASessionANewOne() {
        connection.receive(
                command("c-1", "\"command\": \"/code\", \"prompt\": \"x\", \"context\": {\"projectId\": \"p\"}"));

        assertThat(runs.requests.getFirst().session().value()).startsWith("sess-");
        assertThat(lastPayload().getString("sessionId"))
                .isEqualTo(runs.requests.getFirst().session().value());
    }

    @Test
    void answersACancelWithTheIdOfTheRun() {
        connection.receive(START);

        connection.receive(command("c-2", "\"command\": \"/cancel\", \"run\": \"last\""));

        assertThat(lastPayload().getString("status")).isEqualTo("cancelling");
        assertThat(lastPayload().getString("run")).isEqualTo("run-1");
        assertThat(runs.cancelled).containsExactly("run-1");
    }

    @Test
    void resumesTheRunThatAReferenceNames() {
        runs.create("run-7");
        runs.add("run-7", new RunEvent.Started(1));

        connection.receive(command("c-2", "\"command\": \"/resume\", \"runs\": [{\"run\": \"last\", \"seq\": 1}]"));
        runs.add("run-7", new RunEvent.Started(2));

        assertThat(lastPayload().getString("status")).isEqualTo("resumed");
        assertThat(lastPayload().getJsonArray("runs").getJsonObject(0).getString("run"))
                .isEqualTo("run-7");
        assertThat(events()).containsExactly("run-7 2", "run-7 3");
    }

    @Test
    void resumesNothingIfARunIsUnknown() {
        runs.create("run-7");

        connection.receive(command(
                "c-2",
                "\"command\": \"/resume\", \"runs\": [{\"run\": \"run-7\", \"seq\": 0}, {\"run\": \"run-none\"}]"));

        assertThat(lastPayload().getString("code")).isEqualTo("UNKNOWN_RUN");
        assertThat(events()).isEmpty();
        assertThat(runs.listeners("run-7")).isZero();
    }

    @Test
    void followsARunOnceIfItIsResumedTwice() {
        runs.create("run-7");
        String resume = command("c-2", "\"command\": \"/resume\", \"runs\": [{\"run\": \"run-7\", \"seq\": 1}]");
        connection.receive(resume);
        connection.receive(resume);

        runs.add("run-7", new RunEvent.Started(1));

        assertThat(runs.listeners("run-7")).isEqualTo(1);
        assertThat(events()).containsExactly("run-7 2");
    }

    @Test
    void endsTheEventsOfARunUntilTheClientResumesIt() {
        connection.receive(START);
        connection.receive(command("c-2", "\"command\": \"/unsubscribe\", \"run\": \"last\""));
        runs.add("run-1", new RunEvent.Started(1));

        assertThat(lastPayload().getString("status")).isEqualTo("unsubscribed");
        assertThat(lastPayload().getString("run")).isEqualTo("run-1");
        assertThat(runs.listeners("run-1")).isZero();
        assertThat(events()).containsExactly("run-1 1");
        connection.receive(command("c-3", "\"command\": \"/resume\", \"runs\": [{\"run\": \"run-1\", \"seq\": 1}]"));
        assertThat(events()).containsExactly("run-1 1", "run-1 2");
        assertThat(runs.cancelled).isEmpty();
    }

    @Test
    void answersAnUnsubscribeOfARunThatTheClientDoesNotFollow() {
        runs.create("run-7");

        connection.receive(command("c-2", "\"command\": \"/unsubscribe\", \"run\": \"run-7\""));
        connection.receive(command("c-3", "\"command\": \"/unsubscribe\", \"run\": \"run-none\""));

        assertThat(answers())
                .extracting(a -> a.getJsonObject("payload").getString("status", ""))
                .containsExactly("unsubscribed", "");
        assertThat(lastPayload().getString("code")).isEqualTo("UNKNOWN_RUN");
    }

    @Test
    void endsItsSubscriptionsWhenTheClientIsGone() {
        connection.receive(START);
        assertThat(runs.listeners("run-1")).isEqualTo(1);

        connection.close();
        runs.add("run-1", new RunEvent.Started(1));

        assertThat(runs.listeners("run-1")).isZero();
        assertThat(events()).containsExactly("run-1 1");
        assertThat(runs.cancelled).isEmpty();
    }
}
