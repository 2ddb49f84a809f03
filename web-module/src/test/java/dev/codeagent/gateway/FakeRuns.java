package dev.codeagent.gateway;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectSelection;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs in memory, with the use cases that the gateway calls; {@code last} is the newest run. */
final class FakeRuns implements RunEventSource {
    final List<RunRequest> requests = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();

    /** If present, no run can be started. */
    @Nullable
    AgentException startFailure;

    private final Map<RunId, List<RecordedEvent>> events = new LinkedHashMap<>();
    private final Map<RunId, List<Listener>> listeners = new LinkedHashMap<>();

    /** A service that finds the project of every command. */
    static ProjectService projects() {
        return fake(ProjectService.class, (proxy, method, arguments) -> {
            if (method.getName().equals("resolve")) {
                return new ProjectSelection(new ProjectId("proj-1"), "");
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    RunService service() {
        return fake(RunService.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "start" -> start((RunRequest) arguments[0]);
            case "get" -> find((RunId) arguments[1]);
            case "cancel" -> cancel((RunId) arguments[1]);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Run start(RunRequest request) {
        if (startFailure != null) {
            throw startFailure;
        }
        requests.add(request);
        return create("run-" + requests.size());
    }

    /** A run with its first event. */
    Run create(String id) {
        add(id, new RunEvent.Created("proj-1", "s-1", "local", "/code", List.of(), "x", List.of(AgentName.CODING), ""));
        return find(new RunId(id));
    }

    void add(String id, RunEvent event) {
        var run = new RunId(id);
        List<RecordedEvent> stored = events.computeIfAbsent(run, r -> new ArrayList<>());
        var recorded = new RecordedEvent(run, stored.size() + 1, Instant.EPOCH, event);
        stored.add(recorded);
        List.copyOf(listeners.getOrDefault(run, List.of())).forEach(listener -> listener.onEvent(recorded));
    }

    int listeners(String run) {
        return listeners.getOrDefault(new RunId(run), List.of()).size();
    }

    private Run cancel(RunId reference) {
        Run run = find(reference);
        cancelled.add(run.id().value());
        return run;
    }

    private Run find(RunId reference) {
        RunId id =
                reference.value().equals("last") ? List.copyOf(events.keySet()).getLast() : reference;
        if (!events.containsKey(id)) {
            throw new AgentException(ErrorCode.UNKNOWN_RUN, "no run " + id);
        }
        return new Run(
                id,
                new ProjectId("proj-1"),
                new SessionId(
                        requests.isEmpty()
                                ? "s-1"
                                : requests.getLast().session().value()),
                "local",
                "/code",
                "x",
                RunState.RUNNING,
                Instant.EPOCH,
                Optional.empty(),
                Usage.NONE,
                Optional.empty(),
                Optional.empty(),
                events.get(id).size());
    }

    @Override
    public List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
        return events.getOrDefault(run, List.of()).stream()
                .filter(e -> e.seq() > seq)
                .limit(limit)
                .toList();
    }

    @Override
    public Subscription subscribe(RunCursor cursor, Listener listener) {
        readAfter(cursor.run(), cursor.afterSeq(), Integer.MAX_VALUE).forEach(listener::onEvent);
        listeners.computeIfAbsent(cursor.run(), r -> new ArrayList<>()).add(listener);
        return () -> listeners.get(cursor.run()).remove(listener);
    }
}
