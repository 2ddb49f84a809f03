package dev.codeagent.client.stream;

import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.error.CallInterruptedException;
import dev.codeagent.client.error.ConnectionException;
import dev.codeagent.client.stream.GatewayConnection.InboundEvent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends a command over WebSocket and follows its run to the end, with reconnects. All work happens on the thread that
 * calls {@link #follow}; other threads only add events to the queue. An instance follows one run.
 */
public final class RunFollower {
    private static final int QUEUE_CAPACITY = 10_000;
    private static final long PING_INTERVAL_SECONDS = 20;
    private static final int MAX_UNANSWERED_PINGS = 3;

    private final GatewayConnection.Connector connector;
    private final Backoff backoff;
    private final RunListener listener;
    private final Supplier<Optional<String>> findStartedRun;
    private final RunProgress progress;
    private final BlockingQueue<QueuedEvent> queue = new LinkedBlockingQueue<>(QUEUE_CAPACITY);
    private final String startId = UUID.randomUUID().toString();
    private Optional<GatewayConnection> connection = Optional.empty();
    private int connectionNumber;
    private String run = "";
    private String resumeId = "";
    private boolean resuming;
    private boolean cancelRequested;

    /** An event and its connection; events of old connections are ignored. */
    private record QueuedEvent(int connectionNumber, InboundEvent event) {}

    /** The server answers a command that is sent again with the run that it started. */
    public RunFollower(GatewayConnection.Connector connector, Backoff backoff, RunListener listener) {
        this(connector, backoff, listener, Optional::empty);
    }

    /**
     * For servers of versions that start a second run if a command is sent again on another connection.
     *
     * @param findStartedRun finds the run of a command whose acknowledgement was lost with the connection
     */
    public RunFollower(
            GatewayConnection.Connector connector,
            Backoff backoff,
            RunListener listener,
            Supplier<Optional<String>> findStartedRun) {
        this.connector = connector;
        this.backoff = backoff;
        this.listener = listener;
        this.findStartedRun = findStartedRun;
        this.progress = new RunProgress(listener);
    }

    /** Requests the end of the run. Thread-safe. */
    public void cancel() {
        queue.add(new QueuedEvent(0, new InboundEvent.Cancel()));
    }

    /**
     * Returns when the run has finished.
     *
     * @throws ConnectionException if the server cannot be reached or the run waits
     * @throws ApiException if the server refuses the command
     */
    public FollowedRun follow(StartCommand command) {
        return followToEnd(Optional.of(command));
    }

    /** The same for a run that exists, from the event after {@code seq}. */
    public FollowedRun attach(String id, String session, long seq) {
        progress.cursor().startAfter(seq);
        handleAccepted(id, session);
        return followToEnd(Optional.empty());
    }

    private FollowedRun followToEnd(Optional<StartCommand> command) {
        try {
            connect();
            sendFirst(command);
        } catch (IOException e) {
            throw new ConnectionException("cannot reach the gateway: " + e.getMessage(), e);
        }
        try {
            while (!progress.isFinished()) {
                Optional<InboundEvent> event = nextEvent();
                if (event.isEmpty()) {
                    recoverConnection(command, "no answer for " + PING_INTERVAL_SECONDS * MAX_UNANSWERED_PINGS + " s");
                } else {
                    handle(event.get(), command);
                }
            }
            return progress.result(run);
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
                    trySend(UUID.randomUUID().toString(), GatewayCommands.named("/ping"));
                } else if (queued.connectionNumber() == connectionNumber || queued.connectionNumber() == 0) {
                    return Optional.of(queued.event());
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(e);
        }
    }

    private void handle(InboundEvent event, Optional<StartCommand> command) {
        if (event instanceof InboundEvent.Message message) {
            handle(GatewayMessage.parse(message.text()));
        } else if (event instanceof InboundEvent.Lost lost) {
            if (lost.fatal()) {
                throw new ConnectionException("the connection ended: " + lost.reason(), run, null);
            }
            recoverConnection(command, lost.reason());
        } else {
            sendCancel();
        }
    }

    private void handle(GatewayMessage message) {
        if (message instanceof GatewayMessage.Accepted accepted) {
            handleAccepted(accepted.run(), accepted.session());
        } else if (message instanceof GatewayMessage.Event event && event.run().equals(run)) {
            if (!progress.deliver(event)) {
                trySend(newResumeId(), progress.cursor().resumeCommand(run));
            }
        } else if (message instanceof GatewayMessage.Delta delta && delta.run().equals(run)) {
            progress.deliver(delta);
        } else if (message instanceof GatewayMessage.Resumed resumed
                && resumed.id().equals(resumeId)) {
            resuming = false;
        } else if (message instanceof GatewayMessage.ErrorResponse response) {
            handleError(response);
        }
    }

    /** An error that answers this client's own request ends the client; a temporary error of the run does not. */
    private void handleError(GatewayMessage.ErrorResponse response) {
        boolean ownRequest =
                response.id().equals(resumeId) && (resuming || response.error().isPermanent());
        if (run.isEmpty() || ownRequest) {
            throw new ApiException(response.error());
        }
        progress.reportTemporary(response.error(), run);
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

    private void sendCancel() {
        cancelRequested = true;
        if (!run.isEmpty()) {
            JsonObject command = Json.createObjectBuilder(GatewayCommands.named("/cancel"))
                    .add("run", run)
                    .build();
            trySend(UUID.randomUUID().toString(), command);
        }
    }

    private void recoverConnection(Optional<StartCommand> command, String reason) {
        listener.onConnectionNotice("connection lost (" + reason + "); reconnecting");
        connection.ifPresent(GatewayConnection::close);
        try {
            backoff.retry(() -> reconnect(command));
        } catch (IOException e) {
            throw new ConnectionException(
                    "the server did not answer within " + backoff.timeoutSeconds() + " s (" + e.getMessage() + ")"
                            + (run.isEmpty() ? "" : "; after a restart it continues the run"),
                    run,
                    e);
        }
        listener.onConnectionNotice("reconnected");
        if (cancelRequested) {
            sendCancel();
        }
    }

    private void reconnect(Optional<StartCommand> command) throws IOException {
        try {
            connect();
            if (run.isEmpty() && command.isPresent()) {
                findStartedRun
                        .get()
                        .ifPresent(id -> handleAccepted(id, command.get().session()));
            }
        } catch (ConnectionException e) {
            // A server whose application is redeployed answers, but not as it did before.
            throw new IOException(e.getMessage(), e);
        }
        sendFirst(command);
    }

    private void sendFirst(Optional<StartCommand> command) throws IOException {
        if (run.isEmpty() && command.isPresent()) {
            send(startId, command.get().payload());
        } else {
            send(newResumeId(), progress.cursor().resumeCommand(run));
        }
    }

    private void connect() throws IOException {
        int number = ++connectionNumber;
        connection = Optional.of(connector.connect(event -> enqueue(new QueuedEvent(number, event))));
    }

    /** Blocks while the queue is full, so the server sends no faster than this client reads. */
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

    private void send(String id, JsonObject payload) throws IOException {
        connection.orElseThrow().send(GatewayCommands.envelope(id, payload));
    }

    /** Sends, and reports the connection as lost on failure. */
    private void trySend(String id, JsonObject payload) {
        try {
            send(id, payload);
        } catch (IOException e) {
            queue.add(new QueuedEvent(connectionNumber, new InboundEvent.Lost(String.valueOf(e.getMessage()), false)));
        }
    }
}
