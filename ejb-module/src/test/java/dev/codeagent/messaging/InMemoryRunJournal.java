package dev.codeagent.messaging;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.Conversation;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A journal for tests; it can be told to fail. */
public final class InMemoryRunJournal implements RunJournal {
    private final List<RecordedEvent> events = new ArrayList<>();
    private final List<RunId> runsOfOtherServers = new ArrayList<>();
    private Optional<AgentException> failure = Optional.empty();
    private final Map<RunId, AgentException> readFailures = new HashMap<>();
    private boolean failAfterAppend;
    private int readCount;

    /** How often events were read. */
    public synchronized int readCount() {
        return readCount;
    }

    /** The next append is stored, but its caller is told that it failed. */
    public synchronized void failAfterNextAppend() {
        failAfterAppend = true;
    }

    /** From now on the run is another server's. */
    public synchronized void transferToAnotherServer(RunId run) {
        runsOfOtherServers.add(run);
    }

    /** From now on every append fails, until {@link #stopFailing}. */
    public synchronized void failAppendsWith(ErrorCode code) {
        failure = Optional.of(new AgentException(code, "the journal cannot store now"));
    }

    /** From now on every read of the run's events fails. */
    public synchronized void failReadsOf(RunId run, AgentException reason) {
        readFailures.put(run, reason);
    }

    public synchronized void stopFailing() {
        failure = Optional.empty();
    }

    @Override
    public synchronized void append(List<RecordedEvent> added, Optional<ReceivedCommand> command) {
        failure.ifPresent(f -> {
            throw f;
        });
        for (RecordedEvent event : added) {
            if (events.stream().anyMatch(e -> e.run().equals(event.run()) && e.seq() == event.seq())) {
                throw new AgentException(ErrorCode.CONFLICT, "number " + event.seq() + " is taken");
            }
        }
        events.addAll(added);
        if (failAfterAppend) {
            failAfterAppend = false;
            throw new AgentException(ErrorCode.STORAGE_FAILED, "the connection broke before the answer");
        }
    }

    @Override
    public synchronized List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
        readCount++;
        if (readFailures.containsKey(run)) {
            throw readFailures.get(run);
        }
        return stored(run).filter(e -> e.seq() > seq).limit(limit).toList();
    }

    private Stream<RecordedEvent> stored(RunId run) {
        return List.copyOf(events).stream().filter(e -> e.run().equals(run));
    }

    @Override
    public List<RecordedEvent> readTypes(RunId run, Set<Class<? extends RunEvent>> types) {
        return readAfter(run, 0, Integer.MAX_VALUE).stream()
                .filter(e -> types.contains(e.event().getClass()))
                .toList();
    }

    @Override
    public List<RecordedEvent> readTypes(Query runs, Set<Class<? extends RunEvent>> types) {
        return list(runs).stream()
                .flatMap(run -> readTypes(run.id(), types).stream())
                .toList();
    }

    /** All events of a run. */
    public synchronized List<RunEvent> eventsOf(RunId run) {
        return stored(run).map(RecordedEvent::event).toList();
    }

    @Override
    public synchronized Optional<Run> find(RunId run) {
        List<RecordedEvent> runEvents = stored(run).toList();
        if (runEvents.isEmpty()) {
            return Optional.empty();
        }
        var created = (RunEvent.Created) runEvents.getFirst().event();
        RunState state = switch (runEvents.getLast().event()) {
            case RunEvent.Finished f -> f.state();
            case RunEvent.ApprovalRequested a -> RunState.WAITING;
            default -> RunState.RUNNING;
        };
        return Optional.of(new Run(
                run,
                new ProjectId(created.project()),
                new SessionId(created.session()),
                created.caller(),
                created.command(),
                created.prompt(),
                state,
                runEvents.getFirst().at(),
                Optional.empty(),
                Usage.NONE,
                Optional.empty(),
                Optional.empty(),
                runEvents.getLast().seq(),
                Optional.empty(),
                patch(runEvents),
                Optional.empty(),
                Optional.empty()));
    }

    private static PatchState patch(List<RecordedEvent> runEvents) {
        PatchState state = PatchState.NONE;
        for (RecordedEvent recorded : runEvents) {
            state = switch (recorded.event()) {
                case RunEvent.DiffReady diff -> PatchState.OPEN;
                case RunEvent.PatchResolved resolved ->
                    switch (resolved.outcome()) {
                        case APPLIED -> PatchState.APPLIED;
                        case DISCARDED -> PatchState.DISCARDED;
                        default -> PatchState.OPEN;
                    };
                default -> state;
            };
        }
        return state;
    }

    @Override
    public synchronized List<Run> list(Query query) {
        return events.stream()
                .map(RecordedEvent::run)
                .distinct()
                .map(this::find)
                .flatMap(Optional::stream)
                .filter(r ->
                        query.session().map(s -> s.equals(r.session().value())).orElse(true))
                .filter(r ->
                        query.project().map(p -> p.equals(r.project().value())).orElse(true))
                .filter(r -> query.states().isEmpty() || query.states().contains(r.state()))
                .filter(r -> query.patches().isEmpty() || query.patches().contains(r.patch()))
                .toList()
                .reversed();
    }

    @Override
    public List<Run> findByPrefix(String prefix, int limit) {
        return list(new Query(Optional.empty(), Optional.empty(), Integer.MAX_VALUE)).stream()
                .filter(r -> r.id().value().startsWith(prefix))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Conversation> conversations(Optional<String> project, int limit) {
        return List.of();
    }

    @Override
    public List<Run> unfinished() {
        return list(new Query(Optional.empty(), Optional.empty(), Integer.MAX_VALUE)).stream()
                .filter(r -> !r.state().isTerminal() && r.state() != RunState.WAITING)
                .toList();
    }

    @Override
    public List<Run> waiting() {
        return list(new Query(Optional.empty(), Optional.empty(), Integer.MAX_VALUE)).stream()
                .filter(r -> r.state() == RunState.WAITING)
                .toList()
                .reversed();
    }

    @Override
    public synchronized boolean owns(RunId run) {
        return !runsOfOtherServers.contains(run);
    }

    @Override
    public List<Effect> effects(RunId run) {
        return List.of();
    }
}
