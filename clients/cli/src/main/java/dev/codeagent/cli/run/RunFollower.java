package dev.codeagent.cli.run;

import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.run.GatewayConnection.InboundEvent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Sends a command and follows its run to the end, with reconnects. All work happens on the thread that calls
 * {@link #follow}; other threads only add events to the queue.
 */
public final class RunFollower {
    private static final int QUEUE_CAPACITY = 10_000;
    private static final long PING_INTERVAL_SECONDS = 20;
    private static final int MAX_UNANSWERED_PINGS = 3;

    /** Limit of error messages without a new event in between; the server sends one every five seconds. */
    private static final int MAX_ERRORS_WITHOUT_PROGRESS = 6;

    /** Kinds of errors that a retry does not change. */
    private static final Set<String> PERMANENT_ERROR_KINDS = Set.of("caller", "missing", "forbidden");

    private final GatewayConnection.Connector connector;
    private final Backoff backoff;
    private final RunListener listener;
    private final Function<SlashCommandRequest, Optional<String>> findStartedRun;
    private final BlockingQueue<QueuedEvent> queue = new LinkedBlockingQueue<>(QUEUE_CAPACITY);
    private final EventCursor cursor = new EventCursor();
    private final String startId = UUID.randomUUID().toString();
    private final Map<String, JsonObject> lastEventByType = new HashMap<>();
    private Optional<GatewayConnection> connection = Optional.empty();
    private int connectionNumber;
    private String run = "";
    private String resumeId = "";
    private boolean resuming;
    private boolean cancelRequested;
    private String lastError = "";
    private int errorCount;

    /** An event and its connection; events of old connections are ignored. */
    private record QueuedEvent(int connectionNumber, InboundEvent event) {}

    /** @param findStartedRun finds the run of a command whose acknowledgement was lost with the connection */
    public RunFollower(
            GatewayConnection.Connector connector,
            Backoff backoff,
            RunListener listener,
            Function<SlashCommandRequest, Optional<String>> findStartedRun) {
        this.connector = connector;
        this.backoff = backoff;
        this.listener = listener;
        this.findStartedRun = findStartedRun;
    }

    /** Requests the end of the run. Thread-safe. */
    public void cancel() {
        queue.add(new QueuedEvent(0, new InboundEvent.Cancel()));
    }

    /**
     * Returns when the run has finished.
     *
     * @throws CliException SERVER if the server cannot be reached or the run waits; REFUSED if it rejects the command
     */
    public RunOutcome follow(SlashCommandRequest command) {
        return followToEnd(Optional.of(command));
    }

    /** The same for a run that exists, from the event after {@code seq}. */
    public RunOutcome attach(String id, String session, long seq) {
        cursor.startAfter(seq);
        handleAccepted(id, session);
        return followToEnd(Optional.empty());
    }

    private RunOutcome followToEnd(Optional<SlashCommandRequest> command) {
        try {
            connect();
            sendFirst(command);
        } catch (IOException e) {
            throw new CliException(ExitCode.SERVER, "cannot reach the gateway: " + e.getMessage(), e);
        }
        try {
            while (true) {
                Optional<InboundEvent> event = nextEvent();
                if (event.isEmpty()) {
                    recoverConnection(command, "no answer for " + PING_INTERVAL_SECONDS * MAX_UNANSWERED_PINGS + " s");
                    continue;
                }
                switch (event.get()) {
                    case InboundEvent.Message message -> handle(GatewayMessage.parse(message.text()));
                    case InboundEvent.Lost lost -> recoverConnection(command, lost.reason());
                    case InboundEvent.Cancel c -> sendCancel();
                }
                if (lastEventByType.containsKey("run.finished")) {
                    return RunOutcome.of(run, lastEventByType);
                }
            }
        } finally {
            connection.ifPresent(GatewayConnection::close);
        }
    }

    /** The next event of the current connection; empty if the server does not answer pings. */
    private Optional<InboundEvent> nextEvent() {
        int pings = 0;
        try {
            while (pings < MAX_UNANSWERED_PINGS) {
                QueuedEvent queued = queue.poll(PING_INTERVAL_SECONDS, TimeUnit.SECONDS);
                if (queued == null) {
                    pings++;
                    trySend(UUID.randomUUID().toString(), commandPayload("/ping"));
                } else if (queued.connectionNumber() == connectionNumber || queued.connectionNumber() == 0) {
                    return Optional.of(queued.event());
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private void handle(GatewayMessage message) {
        switch (message) {
            case GatewayMessage.Accepted accepted -> handleAccepted(accepted.run(), accepted.session());
            case GatewayMessage.Event event -> {
                if (event.run().equals(run)) {
                    handleEvent(event);
                }
            }
            case GatewayMessage.Delta delta -> {
                if (delta.run().equals(run)) {
                    cursor.newPart(delta).ifPresent(listener::onDelta);
                }
            }
            case GatewayMessage.Resumed resumed -> {
                if (resumed.id().equals(resumeId)) {
                    resuming = false;
                }
            }
            case GatewayMessage.ErrorResponse error -> handleError(error);
            case GatewayMessage.Other other -> {}
        }
    }

    /** An error that answers this client's own request ends the client; a temporary error of the run does not. */
    private void handleError(GatewayMessage.ErrorResponse error) {
        String reason = error.message() + " (" + error.code() + ")";
        boolean ownRequest = error.id().equals(resumeId) && (resuming || PERMANENT_ERROR_KINDS.contains(error.kind()));
        if (run.isEmpty() || ownRequest) {
            throw new CliException(ExitCode.REFUSED, reason);
        }
        handleTemporaryError(reason);
    }

    /** The run waits and the server continues it automatically; this client stops after some of these errors. */
    private void handleTemporaryError(String reason) {
        if (!reason.equals(lastError)) {
            lastError = reason;
            listener.onConnectionNotice("server error: " + reason);
        }
        if (++errorCount == MAX_ERRORS_WITHOUT_PROGRESS) {
            throw new CliException(
                    ExitCode.SERVER,
                    "run " + run + " waits: " + reason
                            + "; the server continues it automatically; see `codeagent runs`");
        }
    }

    private void handleAccepted(String id, String session) {
        if (!run.isEmpty()) {
            return;
        }
        run = id;
        listener.onAccepted(id, session);
        if (cancelRequested) {
            sendCancel();
        }
    }

    private void handleEvent(GatewayMessage.Event event) {
        switch (cursor.advance(event)) {
            case DUPLICATE -> {}
            case GAP -> trySend(newResumeId(), cursor.resumeCommand(run));
            case NEXT -> {
                errorCount = 0;
                lastError = "";
                lastEventByType.put(event.json().getString("type"), event.json());
                listener.onEvent(event.json());
            }
        }
    }

    private void sendCancel() {
        cancelRequested = true;
        if (!run.isEmpty()) {
            trySend(
                    UUID.randomUUID().toString(),
                    Json.createObjectBuilder(commandPayload("/cancel"))
                            .add("run", run)
                            .build());
        }
    }

    private void recoverConnection(Optional<SlashCommandRequest> command, String reason) {
        listener.onConnectionNotice("connection lost (" + reason + "); reconnecting");
        connection.ifPresent(GatewayConnection::close);
        try {
            backoff.retry(() -> reconnect(command));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.SERVER,
                    "the server did not answer within " + backoff.timeoutSeconds() + " s (" + e.getMessage() + ")"
                            + (run.isEmpty() ? "" : "; after a restart it continues the run; see `codeagent runs`"),
                    e);
        }
        listener.onConnectionNotice("reconnected");
        if (cancelRequested) {
            sendCancel();
        }
    }

    private void reconnect(Optional<SlashCommandRequest> command) throws IOException {
        try {
            connect();
            if (run.isEmpty() && command.isPresent()) {
                Optional<String> started = findStartedRun.apply(command.get());
                started.ifPresent(id -> handleAccepted(id, command.get().session()));
            }
        } catch (CliException e) {
            if (e.exitCode() == ExitCode.REFUSED) {
                throw e;
            }
            // A server whose application is redeployed answers, but not as it did before.
            throw new IOException(e.getMessage(), e);
        }
        sendFirst(command);
    }

    private void sendFirst(Optional<SlashCommandRequest> command) throws IOException {
        if (run.isEmpty() && command.isPresent()) {
            send(startId, command.get().payload());
        } else {
            send(newResumeId(), cursor.resumeCommand(run));
        }
    }

    private void connect() throws IOException {
        int number = ++connectionNumber;
        connection = Optional.of(connector.connect(event -> enqueue(new QueuedEvent(number, event))));
    }

    /** Blocks while the queue is full, so the server sends no faster than this client prints. */
    private void enqueue(QueuedEvent queued) {
        try {
            queue.put(queued);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String newResumeId() {
        resumeId = UUID.randomUUID().toString();
        resuming = true;
        return resumeId;
    }

    private static JsonObject commandPayload(String name) {
        return Json.createObjectBuilder().add("command", name).build();
    }

    private void send(String id, JsonObject payload) throws IOException {
        connection.orElseThrow().send(EnvelopeCodec.writeCommand(id, Instant.now(), payload, "cli"));
    }

    /** Sends, and reports the connection as lost on failure. */
    private void trySend(String id, JsonObject payload) {
        try {
            send(id, payload);
        } catch (IOException e) {
            queue.add(new QueuedEvent(connectionNumber, new InboundEvent.Lost(String.valueOf(e.getMessage()))));
        }
    }
}
