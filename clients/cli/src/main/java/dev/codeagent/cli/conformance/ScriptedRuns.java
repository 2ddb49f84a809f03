package dev.codeagent.cli.conformance;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.wire.ClientMessage;
import dev.codeagent.cli.conformance.ScriptedConnection.EventReceiver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The runs of the scripted gateway. They survive its connections, as those of a server do. */
public final class ScriptedRuns {
    /** The runs of servers begin with these events; a script may add others. */
    private final List<RunEvent> scripted;

    private final Map<RunId, ScriptedRun> runs = new LinkedHashMap<>();
    private final Map<String, Started> startedById = new LinkedHashMap<>();
    private int starts;

    private record Started(ReceivedCommand command, RunId run) {}

    private static final class ScriptedRun {
        private final List<RecordedEvent> events = new ArrayList<>();
        private final Map<Object, EventReceiver> receivers = new LinkedHashMap<>();
        private RunState state = RunState.RUNNING;
        private String session = "";
    }

    /** @param scripted events after the first two; if the last is {@link RunEvent.Finished}, the run ends by itself */
    public ScriptedRuns(List<RunEvent> scripted) {
        this.scripted = List.copyOf(scripted);
    }

    /** The number of runs that were started. */
    public synchronized int starts() {
        return starts;
    }

    synchronized Run start(
            ClientMessage.Start start, ReceivedCommand command, boolean uniqueIds, ScriptedGateway.Script script) {
        Started known = startedById.get(command.id());
        if (known != null && !script.leavesOut("repeat.same-connection")) {
            if (known.command().equals(command)) {
                return get(known.run());
            }
            if (uniqueIds && !script.leavesOut("repeat.other-content")) {
                throw new AgentException(ErrorCode.CONFLICT, "field 'id': the id was used for another command");
            }
        }
        if (CommandSyntax.find(start.command()).isEmpty()) {
            throw new AgentException(
                    ErrorCode.UNKNOWN_COMMAND,
                    "unknown command '" + start.command() + "'"
                            + (script.leavesOut("errors.unknown-command")
                                    ? ""
                                    : CommandSyntax.didYouMean(start.command(), List.of())));
        }
        if (start.prompt().isBlank() && start.args().isEmpty()) {
            throw AgentException.invalidValue("field 'prompt' is missing");
        }
        starts++;
        var id = new RunId("run-scripted" + starts);
        var run = new ScriptedRun();
        run.session = start.sessionId();
        runs.put(id, run);
        startedById.put(command.id(), new Started(command, id));
        publish(
                id,
                new RunEvent.Created(
                        "proj-scripted",
                        start.sessionId(),
                        "local",
                        start.command(),
                        start.args(),
                        start.prompt(),
                        List.of(AgentName.PLANNING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        publish(id, new RunEvent.Started(1));
        scripted.forEach(event -> publish(id, event));
        return get(id);
    }

    private ScriptedRun scripted(RunId id) {
        return Objects.requireNonNull(runs.get(id));
    }

    synchronized Run get(RunId reference) {
        RunId id = reference.value().equals("last") && !runs.isEmpty()
                ? new ArrayList<>(runs.keySet()).getLast()
                : reference;
        ScriptedRun run = scripted(ScriptedConnection.requireRun(runs.containsKey(id), id));
        return new Run(
                id,
                new ProjectId("proj-scripted"),
                new SessionId(run.session.isEmpty() ? "s-scripted" : run.session),
                "local",
                "/plan",
                "scripted",
                run.state,
                run.events.getFirst().at(),
                Optional.empty(),
                Usage.NONE,
                Optional.empty(),
                Optional.empty(),
                run.events.size());
    }

    synchronized Run cancel(RunId reference) {
        Run run = get(reference);
        ScriptedRun scriptedRun = scripted(run.id());
        boolean requested = scriptedRun.events.stream().anyMatch(e -> e.event() instanceof RunEvent.CancelRequested);
        if (scriptedRun.state == RunState.RUNNING && !requested) {
            publish(run.id(), new RunEvent.CancelRequested("local"));
        }
        return run;
    }

    synchronized void finish(RunId id) {
        if (scripted(id).state == RunState.RUNNING) {
            publish(id, new RunEvent.Finished(RunState.CANCELLED, "CANCELLED", "", Usage.NONE, "", 1));
        }
    }

    private void publish(RunId id, RunEvent event) {
        ScriptedRun run = scripted(id);
        var recorded = new RecordedEvent(
                id, run.events.size() + 1L, Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS), event);
        run.events.add(recorded);
        if (event instanceof RunEvent.Finished finished) {
            run.state = finished.state();
        }
        List.copyOf(run.receivers.values()).forEach(receiver -> receiver.accept(recorded));
    }

    /** Sends the events after the cursor, and later ones. A receiver replaces the earlier one of the same owner. */
    synchronized void follow(RunCursor cursor, Object owner, EventReceiver receiver) {
        ScriptedRun run = scripted(get(cursor.run()).id());
        if (cursor.afterSeq() > run.events.size()) {
            throw AgentException.invalidValue("nobody can have seen event " + cursor.afterSeq());
        }
        run.events.stream().filter(e -> e.seq() > cursor.afterSeq()).forEach(receiver::accept);
        run.receivers.put(owner, receiver);
    }

    synchronized void unfollow(RunId id, Object owner) {
        scripted(id).receivers.remove(owner);
    }
}
