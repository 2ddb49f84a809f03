package dev.codeagent.gateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.Projects;
import dev.codeagent.api.run.Cursor;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvents;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.Runs;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.ClientMessage;
import dev.codeagent.api.wire.WireCodec;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** One client: its commands go to the use cases, the events of the runs that it follows come back. */
final class ClientConnection {
    private static final int REMEMBERED = 1_000;

    private final Ports ports;
    private final Caller caller;
    private final OutboundQueue out;
    private final Clock clock;
    private final Map<RunId, RunEvents.Subscription> following = new HashMap<>();
    private final Map<String, Run> started = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** The use cases behind the gateway. */
    record Ports(Runs runs, RunEvents events, Projects projects) {}

    ClientConnection(Ports ports, Caller caller, OutboundQueue out, Clock clock) {
        this.ports = ports;
        this.caller = caller;
        this.out = out;
        this.clock = clock;
    }

    /** Whatever is wrong with the message is answered with an error; the connection lives on. */
    synchronized void receive(String text) {
        String id = "";
        try {
            JsonObject envelope = WireCodec.parse(text);
            id = WireCodec.idOf(envelope);
            handle(WireCodec.read(envelope));
        } catch (AgentException e) {
            refuse(id, e);
        } catch (RuntimeException e) {
            String incident = Incidents.log("gateway message", e);
            refuse(id, new AgentException(
                    ErrorCode.INTERNAL, "the server failed at this message; its log has the reason under " + incident));
        }
    }

    void refuse(String id, AgentException e) {
        out.add(WireCodec.error(id, e, clock.instant()));
    }

    private void handle(ClientMessage message) {
        switch (message) {
            case ClientMessage.Start start -> start(start);
            case ClientMessage.Cancel cancel -> {
                Run run = ports.runs().cancel(caller, cancel.run());
                status(cancel.id(), "cancelling", run);
            }
            case ClientMessage.Resume resume -> resume.runs().forEach(cursor -> {
                Run run = ports.runs().get(caller, cursor.run());
                status(resume.id(), "resumed", run);
                follow(resume.id(), cursor);
            });
            case ClientMessage.Ping ping -> status(ping.id(), Json.createObjectBuilder().add("status", "pong"));
        }
    }

    private void start(ClientMessage.Start start) {
        Run known = started.get(start.id());
        if (known != null) {
            status(start.id(), "accepted", known);
            return;
        }
        String session = start.sessionId().isEmpty() ? "sess-" + UUID.randomUUID() : start.sessionId();
        Run run = ports.runs()
                .start(new RunRequest(
                        caller, project(start), new SessionId(session), start.command(), start.args(), start.prompt(),
                        start.model()));
        started.put(start.id(), run);
        status(start.id(), "accepted", run);
        follow(start.id(), Cursor.beginning(run.id()));
    }

    private ProjectId project(ClientMessage.Start start) {
        if (!start.projectId().isEmpty()) {
            return new ProjectId(start.projectId());
        }
        if (!start.path().isEmpty()) {
            return ports.projects().open(caller, start.path(), "").id();
        }
        throw new AgentException(
                ErrorCode.UNKNOWN_PROJECT, "field 'payload.context' must name the project: 'projectId', or 'path' of its folder");
    }

    private void follow(String id, Cursor cursor) {
        RunEvents.Subscription old = following.remove(cursor.run());
        if (old != null) {
            old.close();
        }
        following.put(cursor.run(), ports.events().follow(cursor, new RunEvents.Listener() {
            @Override
            public void event(RecordedEvent event) {
                out.add(WireCodec.event(id, event));
            }

            @Override
            public void delta(TextDelta delta) {
                out.add(delta, d -> WireCodec.delta(id, d, clock.instant()));
            }
        }));
    }

    private void status(String id, String status, Run run) {
        status(
                id,
                Json.createObjectBuilder()
                        .add("status", status)
                        .add("run", run.id().value())
                        .add("projectId", run.project().value())
                        .add("sessionId", run.session().value())
                        .add("state", run.state().name().toLowerCase(Locale.ROOT)));
    }

    private void status(String id, JsonObjectBuilder payload) {
        out.add(WireCodec.write(
                id, WireCodec.Type.STATUS, clock.instant(), payload.build(), WireCodec.metadata(0)));
    }

    /** The client is gone; its runs go on. */
    synchronized void close() {
        out.close();
        following.values().forEach(RunEvents.Subscription::close);
        following.clear();
    }
}
