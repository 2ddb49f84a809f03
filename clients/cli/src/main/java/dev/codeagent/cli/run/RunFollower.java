package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.api.wire.WireCodec;
import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.run.Link.Signal;
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
 * Sends a command and follows its run to the end, over as many connections as it takes. All work is done on the thread
 * that calls {@link #follow}; other threads only put signals into the inbox.
 */
public final class RunFollower {
    private static final int INBOX = 10_000;
    private static final long PING_SECONDS = 20;
    private static final int SILENT_PINGS = 3;

    /** How often a run may have trouble, with nothing new in between; the server tells of it every five seconds. */
    private static final int PATIENCE = 6;

    /** Kinds of refusals that no waiting changes. */
    private static final Set<String> FINAL = Set.of("caller", "missing", "forbidden");

    private final Link.Connector connector;
    private final Backoff backoff;
    private final RunAudience audience;
    private final Function<RunCommand, Optional<String>> startedRun;
    private final BlockingQueue<Arrival> inbox = new LinkedBlockingQueue<>(INBOX);
    private final Position position = new Position();
    private final String startId = UUID.randomUUID().toString();
    private final Map<String, JsonObject> kept = new HashMap<>();
    private Link link;
    private int connection;
    private String run = "";
    private String resumeId = "";
    private boolean resuming;
    private boolean cancelAsked;
    private String trouble = "";
    private int troubles;

    /** A signal and the connection it came over; what an old connection still says does not count. */
    private record Arrival(int connection, Signal signal) {}

    /**
     * @param startedRun finds the run of a command whose acknowledgement was lost with the connection
     */
    public RunFollower(
            Link.Connector connector,
            Backoff backoff,
            RunAudience audience,
            Function<RunCommand, Optional<String>> startedRun) {
        this.connector = connector;
        this.backoff = backoff;
        this.audience = audience;
        this.startedRun = startedRun;
    }

    /** Asks for the end of the run; may be called from any thread. */
    public void cancel() {
        inbox.add(new Arrival(0, new Signal.Cancel()));
    }

    public RunOutcome follow(RunCommand command) {
        try {
            open();
            send(startId, command.payload());
        } catch (IOException e) {
            throw new CliFailure(ExitCode.SERVER, "cannot reach the gateway: " + e.getMessage(), e);
        }
        try {
            while (true) {
                Optional<Signal> signal = next();
                if (signal.isEmpty()) {
                    comeBack(command, "no answer for " + PING_SECONDS * SILENT_PINGS + " s");
                    continue;
                }
                switch (signal.get()) {
                    case Signal.Message message -> take(GatewayMessage.read(message.text()));
                    case Signal.Lost lost -> comeBack(command, lost.reason());
                    case Signal.Cancel c -> sendCancel();
                }
                if (kept.containsKey("run.finished")) {
                    return outcome();
                }
            }
        } finally {
            link.close();
        }
    }

    /** The next signal of the present connection; empty where the server does not even answer pings. */
    private Optional<Signal> next() {
        int pings = 0;
        try {
            while (pings < SILENT_PINGS) {
                Arrival arrival = inbox.poll(PING_SECONDS, TimeUnit.SECONDS);
                if (arrival == null) {
                    pings++;
                    trySend(UUID.randomUUID().toString(), command("/ping"));
                } else if (arrival.connection() == connection || arrival.connection() == 0) {
                    return Optional.of(arrival.signal());
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private void take(GatewayMessage message) {
        switch (message) {
            case GatewayMessage.Accepted accepted -> accepted(accepted.run(), accepted.session());
            case GatewayMessage.Event event -> {
                if (event.run().equals(run)) {
                    event(event);
                }
            }
            case GatewayMessage.Delta delta -> {
                if (delta.run().equals(run)) {
                    position.delta(delta).ifPresent(audience::delta);
                }
            }
            case GatewayMessage.Resumed resumed -> {
                if (resumed.id().equals(resumeId)) {
                    resuming = false;
                }
            }
            case GatewayMessage.Refused refused -> refused(refused);
            case GatewayMessage.Other other -> {}
        }
    }

    /** A refusal of what this client asked for ends it; trouble that the run has in the meantime does not. */
    private void refused(GatewayMessage.Refused refused) {
        String reason = refused.message() + " (" + refused.code() + ")";
        boolean ours = refused.id().equals(resumeId) && (resuming || FINAL.contains(refused.kind()));
        if (run.isEmpty() || ours) {
            throw new CliFailure(ExitCode.REFUSED, reason);
        }
        trouble(reason);
    }

    /** The run waits for the server, which goes on by itself; this client does not wait for ever. */
    private void trouble(String reason) {
        if (!reason.equals(trouble)) {
            trouble = reason;
            audience.connection("the server says: " + reason);
        }
        if (++troubles == PATIENCE) {
            throw new CliFailure(
                    ExitCode.SERVER,
                    "the run " + run + " waits: " + reason
                            + "; the server goes on with it by itself when it can: `codeagent runs`");
        }
    }

    private void accepted(String id, String session) {
        if (!run.isEmpty()) {
            return;
        }
        run = id;
        audience.accepted(id, session);
        if (cancelAsked) {
            sendCancel();
        }
    }

    private void event(GatewayMessage.Event event) {
        switch (position.event(event)) {
            case SEEN -> {}
            case GAP -> trySend(resumeId(), resume());
            case NEXT -> {
                troubles = 0;
                trouble = "";
                kept.put(event.json().getString("type"), event.json());
                audience.event(event.json());
            }
        }
    }

    private void sendCancel() {
        cancelAsked = true;
        if (!run.isEmpty()) {
            trySend(
                    UUID.randomUUID().toString(),
                    Json.createObjectBuilder(command("/cancel")).add("run", run).build());
        }
    }

    private void comeBack(RunCommand command, String reason) {
        audience.connection("the connection broke (" + reason + "); trying again");
        link.close();
        try {
            backoff.untilDone(() -> reconnect(command));
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.SERVER,
                    "the server did not come back within " + backoff.limitSeconds() + " s (" + e.getMessage() + ")"
                            + (run.isEmpty() ? "" : "; when it runs again it goes on with the run: `codeagent runs`"),
                    e);
        }
        audience.connection("connected again");
        if (cancelAsked) {
            sendCancel();
        }
    }

    private void reconnect(RunCommand command) throws IOException {
        open();
        if (run.isEmpty()) {
            find(command).ifPresent(id -> accepted(id, command.session()));
        }
        if (run.isEmpty()) {
            send(startId, command.payload());
        } else {
            send(resumeId(), resume());
        }
    }

    private Optional<String> find(RunCommand command) throws IOException {
        try {
            return startedRun.apply(command);
        } catch (CliFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void open() throws IOException {
        int number = ++connection;
        link = connector.connect(signal -> put(new Arrival(number, signal)));
    }

    /** Waits where the inbox is full; the server then sends no faster than this client shows. */
    private void put(Arrival arrival) {
        try {
            inbox.put(arrival);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String resumeId() {
        resumeId = UUID.randomUUID().toString();
        resuming = true;
        return resumeId;
    }

    private JsonObject resume() {
        return Json.createObjectBuilder(command("/resume"))
                .add("runs", Json.createArrayBuilder().add(position.cursor(run)))
                .build();
    }

    private static JsonObject command(String name) {
        return Json.createObjectBuilder().add("command", name).build();
    }

    private void send(String id, JsonObject payload) throws IOException {
        link.send(WireCodec.command(id, Instant.now(), payload, "cli"));
    }

    /** A link that cannot send is about to say that it is lost. */
    private void trySend(String id, JsonObject payload) {
        try {
            send(id, payload);
        } catch (IOException e) {
            inbox.add(new Arrival(connection, new Signal.Lost(e.getMessage())));
        }
    }

    private RunOutcome outcome() {
        var finished = (RunEvent.Finished) EventCodec.read("run.finished", kept.get("run.finished"));
        return new RunOutcome(
                run,
                finished,
                Optional.ofNullable(kept.get("run.judged"))
                        .map(json -> ((RunEvent.Judged) EventCodec.read("run.judged", json)).verdict()));
    }
}
