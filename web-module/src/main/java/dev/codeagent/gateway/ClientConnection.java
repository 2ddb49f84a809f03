package dev.codeagent.gateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectSelection;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.provider.ProviderChanged;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.ClientMessage;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.ServerMessage;
import dev.codeagent.outbound.OutboundMessage;
import dev.codeagent.outbound.OutboundQueue;
import dev.codeagent.outbound.RunSubscription;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;

/** One client: passes its commands to the use cases and sends it the events of the runs that it follows. */
final class ClientConnection {
    private static final int MAX_REMEMBERED_STARTS = 1_000;

    private final Dependencies dependencies;
    private final Caller caller;
    private final OutboundQueue out;
    private final Map<RunId, RunSubscription> subscriptions = new HashMap<>();
    private final Map<String, Run> startedRuns = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
            return size() > MAX_REMEMBERED_STARTS;
        }
    };

    /** What the gateway uses: the use cases, threads for work that must not block the caller, the clock. */
    record Dependencies(
            RunService runs, RunEventSource events, ProjectService projects, Executor executor, Clock clock) {}

    ClientConnection(Dependencies dependencies, Caller caller, OutboundQueue out) {
        this.dependencies = dependencies;
        this.caller = caller;
        this.out = out;
    }

    /** Handles a message. An invalid message is answered with an error and the connection stays open. */
    void receive(String text) {
        String id = "";
        try {
            JsonObject envelope = EnvelopeCodec.parse(text);
            id = EnvelopeCodec.idOf(envelope);
            handle(EnvelopeCodec.read(envelope));
        } catch (RuntimeException e) {
            sendError(id, ErrorResponse.of(e));
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

    private void handle(ClientMessage message) {
        switch (message) {
            case ClientMessage.Start start -> start(start);
            case ClientMessage.Cancel cancel -> {
                Run run = dependencies.runs().cancel(caller, cancel.run());
                send(ServerMessage.cancelling(cancel.id(), dependencies.clock().instant(), run));
            }
            case ClientMessage.DecideApproval answer -> {
                Run run = dependencies.runs().decideApproval(caller, answer.decision());
                send(ServerMessage.answered(answer.id(), dependencies.clock().instant(), run));
            }
            case ClientMessage.Resume resume -> resume(resume);
            case ClientMessage.Ping ping ->
                send(ServerMessage.pong(ping.id(), dependencies.clock().instant()));
        }
    }

    private void start(ClientMessage.Start start) {
        Run known = startedRuns.get(start.id());
        if (known != null) {
            send(ServerMessage.accepted(start.id(), dependencies.clock().instant(), known));
            return;
        }
        String session = start.sessionId().isEmpty() ? "sess-" + UUID.randomUUID() : start.sessionId();
        ProjectSelection selection = dependencies
                .projects()
                .resolve(
                        caller,
                        start.command(),
                        start.projectId(),
                        new ProjectDirectory(start.path(), start.subdirectory()));
        Run run = dependencies
                .runs()
                .start(new RunRequest(
                        caller,
                        selection.project(),
                        new SessionId(session),
                        start.command(),
                        start.args(),
                        start.prompt(),
                        start.model(),
                        start.headless(),
                        start.withoutTests(),
                        selection.folder()));
        startedRuns.put(start.id(), run);
        send(ServerMessage.accepted(start.id(), dependencies.clock().instant(), run));
        subscribe(start.id(), RunCursor.start(run.id()));
    }

    private void resume(ClientMessage.Resume resume) {
        var runs = new ArrayList<Run>();
        var cursors = new ArrayList<RunCursor>();
        for (RunCursor cursor : resume.runs()) {
            Run run = dependencies.runs().get(caller, cursor.run());
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
        }
    }

    private void send(String message) {
        out.offer(new OutboundMessage.Raw(message));
    }

    /** Writes the events of a run as answers to the command {@code id}. */
    private final class EnvelopeSink implements RunSubscription.Sink {
        private final String id;
        private final RunId run;

        EnvelopeSink(String id, RunId run) {
            this.id = id;
            this.run = run;
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
            sendError(id, ErrorResponse.of(failure));
            dependencies.executor().execute(() -> unsubscribe(run));
        }
    }
}
