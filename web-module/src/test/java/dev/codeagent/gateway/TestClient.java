package dev.codeagent.gateway;

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

/** A connection to the gateway in memory, and what it was sent. */
final class TestClient implements OutboundQueue.Transport {
    private final List<OutboundMessage> sent = new ArrayList<>();
    private final ClientConnection connection;

    TestClient(FakeRuns runs, CommandExecutor commands, boolean uniqueIds) {
        connection = new ClientConnection(
                new ClientConnection.Dependencies(
                        commands, runs.service(), runs, Runnable::run, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
                new ClientConnection.Client(Caller.LOCAL, uniqueIds),
                new OutboundQueue(OutboundQueue.Limits.DEFAULT, this, System::nanoTime, (millis, task) -> {}));
    }

    @Override
    public synchronized CompletableFuture<Void> send(OutboundMessage message) {
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

    /** Sends a text that may be no command, and returns the answers to it alone. */
    synchronized List<JsonObject> sendText(String text) {
        sent.clear();
        connection.receive(text);
        return answers();
    }

    /** Sends a command and returns the payload of the last answer, which has its id. */
    JsonObject send(String id, String fields) {
        connection.receive("{\"id\": \"" + id + "\", \"type\": \"command\", \"payload\": {" + fields + "}}");
        JsonObject answer = answers().getLast();
        if (!answer.getString("id").equals(id)) {
            throw new IllegalStateException("the answer to " + id + " is " + answer);
        }
        return answer.getJsonObject("payload");
    }

    synchronized List<JsonObject> answers() {
        return sent.stream()
                .filter(OutboundMessage.Raw.class::isInstance)
                .map(message -> EnvelopeCodec.parse(((OutboundMessage.Raw) message).text()))
                .toList();
    }

    /** The runs and numbers of the events, in order. */
    synchronized List<String> events() {
        return sent.stream()
                .filter(OutboundMessage.Event.class::isInstance)
                .map(OutboundMessage.Event.class::cast)
                .map(event -> event.run() + " " + event.seq())
                .toList();
    }
}
