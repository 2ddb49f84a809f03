package dev.codeagent.gateway;

import dev.codeagent.api.command.CommandLine;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ProviderChanged;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.ClientMessage;
import dev.codeagent.api.wire.ClientText;
import dev.codeagent.api.wire.CommandDigest;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.ServerMessage;
import dev.codeagent.outbound.OutboundMessage;
import dev.codeagent.outbound.OutboundQueue;
import dev.codeagent.outbound.RunSubscription;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** One client: passes its commands to the use cases and sends it the events of the runs that it follows. */
final class ClientConnection {
    private static final int MAX_REMEMBERED_IDS = 1_000;
    private static final int MAX_CONCURRENT_COMMANDS = 4;
    /** Nobody counts to an id of this length: it is an identifier that the client has made to be unique. */
    private static final int UNIQUE_ID_LENGTH = 20;

    private final Dependencies dependencies;
    private final Client client;
    private final OutboundQueue out;
    private volatile String clientName = "unknown";
    private final Map<RunId, RunSubscription> subscriptions = new HashMap<>();
    private final Semaphore concurrentCommands = new Semaphore(MAX_CONCURRENT_COMMANDS);
    /** What was executed for this connection, by the digest of the id. */
    private final Map<String, ReceivedCommand> executedCommands = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ReceivedCommand> eldest) {
            return size() > MAX_REMEMBERED_IDS;
        }
    };

    /** What the gateway uses: the commands, threads for work that must not block the caller, the clock. */
    record Dependencies(
            CommandExecutor commands, RunService runs, RunEventSource events, Executor executor, Clock clock) {}

    /**
     * Who is connected.
     *
     * @param uniqueIds whether the client promises that it uses an id for one command only, also on other connections
     */
    record Client(Caller caller, boolean uniqueIds) {}

    ClientConnection(Dependencies dependencies, Client client, OutboundQueue out) {
        this.dependencies = dependencies;
        this.client = client;
        this.out = out;
    }

    /** Handles a message. An invalid message is answered with an error and the connection stays open. */
    void receive(String text) {
        String id = "";
        try {
            JsonObject envelope = EnvelopeCodec.parse(text);
            id = EnvelopeCodec.idOf(envelope);
            String name = EnvelopeCodec.clientOf(envelope);
            clientName = name.isEmpty() ? clientName : name;
            if (envelope.get("payload") instanceof JsonObject payload) {
                ClientText.requireText(payload);
            }
            handle(EnvelopeCodec.read(envelope), envelope.getJsonObject("payload"));
        } catch (RuntimeException e) {
            sendError(id, ErrorResponse.ofCommand(e));
        }
    }

    /** Answers the message {@code id} (empty if unknown) with an error. */
    void sendError(String id, ErrorResponse error) {
        send(ServerMessage.error(id, dependencies.clock().instant(), error));
    }

    void sendProviderChanged(ProviderChanged change) {
        send(ServerMessage.providerChanged(dependencies.clock().instant(), change));
    }

    /** Called when the client is gone; its runs continue. */
    void close() {
        out.close();
        List<RunSubscription> ended;
        synchronized (subscriptions) {
            ended = List.copyOf(subscriptions.values());
            subscriptions.clear();
        }
        ended.forEach(RunSubscription::close);
    }

    private void handle(ClientMessage message, JsonObject payload) {
        switch (message) {
            case ClientMessage.Resume resume -> resume(resume);
            case ClientMessage.Unsubscribe end -> {
                Run run = dependencies.runs().get(client.caller(), end.run());
                unsubscribe(run.id());
                send(ServerMessage.unsubscribed(end.id(), dependencies.clock().instant(), run));
            }
            case ClientMessage.Ping ping ->
                send(ServerMessage.pong(ping.id(), dependencies.clock().instant()));
            case ClientMessage.Start start -> executeOnce(start, payload);
            case ClientMessage.Cancel cancel -> executeOnce(cancel, payload);
            case ClientMessage.DecideApproval answer -> executeOnce(answer, payload);
            default -> executeAside(message, payload);
        }
    }

    /** Later commands, such as a cancel, do not wait for a command that may take seconds. */
    private void executeAside(ClientMessage message, JsonObject payload) {
        Runnable work = () -> {
            try {
                if (message.hasEffect()) {
                    executeOnce(message, payload);
                } else {
                    answer(message, dependencies.commands().read(client.caller(), message));
                }
            } catch (RuntimeException e) {
                sendError(message.id(), ErrorResponse.ofCommand(e));
            }
        };
        if (!concurrentCommands.tryAcquire()) {
            work.run(); // The client waits, and with it its next messages.
            return;
        }
        dependencies.executor().execute(() -> {
            try {
                work.run();
            } finally {
                concurrentCommands.release();
            }
        });
    }

    private void executeOnce(ClientMessage message, JsonObject payload) {
        var command = CommandDigest.of(client.caller().name(), message.id(), commandName(payload), payload);
        synchronized (executedCommands) {
            if (!executedCommands.getOrDefault(command.id(), command).equals(command)) {
                throw CommandExecutor.idInUse(message.id());
            }
        }
        boolean unique = client.uniqueIds() || message.id().length() >= UNIQUE_ID_LENGTH;
        answer(message, dependencies.commands().executeOnce(client.caller(), message, command, unique));
        synchronized (executedCommands) {
            executedCommands.put(command.id(), command);
        }
    }

    /** The name of the command, which may be the first word of a line. */
    private static String commandName(JsonObject payload) {
        String name = payload.getString("command", "");
        return name.isEmpty()
                ? CommandLine.parse(payload.getString("line", ""), option -> false)
                        .command()
                : name;
    }

    private void answer(ClientMessage message, CommandExecutor.Answer answer) {
        send(answer.message());
        answer.follow().filter(run -> !follows(run)).ifPresent(run -> subscribe(message.id(), RunCursor.start(run)));
    }

    private boolean follows(RunId run) {
        synchronized (subscriptions) {
            return subscriptions.containsKey(run);
        }
    }

    private void resume(ClientMessage.Resume resume) {
        var runs = new ArrayList<Run>();
        var cursors = new ArrayList<RunCursor>();
        for (RunCursor cursor : resume.runs()) {
            Run run = dependencies.runs().get(client.caller(), cursor.run());
            runs.add(run);
            cursors.add(new RunCursor(run.id(), cursor.afterSeq(), cursor.block(), cursor.offset()));
        }
        send(ServerMessage.resumed(resume.id(), dependencies.clock().instant(), runs));
        cursors.forEach(cursor -> subscribe(resume.id(), cursor));
    }

    private void subscribe(String id, RunCursor cursor) {
        var next = new RunSubscription(
                dependencies.events(), out, cursor, new EnvelopeSink(id, cursor.run()), dependencies.executor());
        RunSubscription old;
        synchronized (subscriptions) {
            old = subscriptions.put(cursor.run(), next);
        }
        if (old != null) {
            old.close();
        }
        next.catchUp();
    }

    private void unsubscribe(RunId run) {
        RunSubscription ended;
        synchronized (subscriptions) {
            ended = subscriptions.remove(run);
        }
        if (ended != null) {
            ended.close();
            out.makeDue(run);
        }
    }

    private void send(String message) {
        out.offer(new OutboundMessage.Raw(message));
    }

    /** Writes the events of a run as answers to the command {@code id}. */
    private final class EnvelopeSink implements RunSubscription.Sink {
        private final String id;
        private final RunId run;
        private final Follower follower;

        EnvelopeSink(String id, RunId run) {
            this.id = id;
            this.run = run;
            this.follower = new Follower(
                    client.caller().name(),
                    clientName,
                    dependencies.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        }

        @Override
        public Optional<Follower> follower() {
            return Optional.of(follower);
        }

        @Override
        public void onPresence(RunId run, List<Follower> followers) {
            send(ServerMessage.presence(id, dependencies.clock().instant(), run, followers));
        }

        @Override
        public String encode(RecordedEvent event) {
            return ServerMessage.event(id, event);
        }

        @Override
        public String tag() {
            return id;
        }

        @Override
        public void onCaughtUp(boolean finished) {
            if (finished) {
                onFinished();
            }
        }

        @Override
        public void onFinished() {
            // The client still wants to know what happens to the patch later, so the subscription continues.
        }

        @Override
        public void onStalled(AgentException reason) {
            sendError(id, ErrorResponse.of(reason));
        }

        @Override
        public void onFailure(RuntimeException failure) {
            sendError(id, ErrorResponse.ofCommand(failure));
            dependencies.executor().execute(() -> unsubscribe(run));
        }
    }
}
