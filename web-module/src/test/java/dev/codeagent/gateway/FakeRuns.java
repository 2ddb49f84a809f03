package dev.codeagent.gateway;

import dev.codeagent.api.accounting.AccountingService;
import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.command.ExecutedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectSelection;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.provider.ProviderService;
import dev.codeagent.api.run.AgentService;
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
import dev.codeagent.api.run.UndoResult;
import dev.codeagent.api.security.Caller;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
    final List<String> applied = new ArrayList<>();
    final List<String> undone = new ArrayList<>();
    final FakeCommandStore commands = new FakeCommandStore();
    final List<String> settingChanges = new ArrayList<>();
    private final Map<String, Budget> budgets = new LinkedHashMap<>();
    byte[] patch = new byte[0];

    /** If present, no run can be started. */
    @Nullable
    AgentException startFailure;

    /** What happens before {@code startFailure} is thrown. */
    Runnable beforeFailure = () -> {};

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

    /** The commands of the gateway on these runs. */
    CommandExecutor executor() {
        var executor = new CommandExecutor();
        executor.runs = service();
        executor.events = this;
        executor.projects = projects();
        executor.settings = new SettingsCommands();
        executor.settings.accounting = accounting();
        executor.settings.providers = fake(ProviderService.class, (proxy, method, arguments) -> {
            throw unknown(method.getName());
        });
        executor.settings.agents = fake(AgentService.class, (proxy, method, arguments) -> {
            throw unknown(method.getName());
        });
        executor.commands = commands;
        executor.clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        return executor;
    }

    private AccountingService accounting() {
        return fake(AccountingService.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "budgets" -> List.copyOf(budgets.values());
            case "setBudget" -> {
                settingChanges.add(arguments[1] + " " + arguments[2]);
                if (((BigDecimal) arguments[2]).signum() < 0) {
                    throw AgentException.invalidValue("the limit is negative");
                }
                var budget = new Budget(
                        arguments[1].toString(),
                        (BigDecimal) arguments[2],
                        "stored",
                        "total",
                        BigDecimal.ZERO,
                        BigDecimal.ZERO);
                budgets.put(budget.id(), budget);
                yield budget;
            }
            default -> throw unknown(method.getName());
        });
    }

    RunService service() {
        return fake(RunService.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "start" -> start((RunRequest) arguments[0]);
            case "get" -> find((RunId) arguments[1]);
            case "cancel" -> cancel((Caller) arguments[0], (RunId) arguments[1]);
            case "apply" -> {
                applied.add(arguments[1] + " " + arguments[2]);
                yield record(
                        (Caller) arguments[0],
                        (RunId) arguments[1],
                        new RunEvent.PatchResolved(RunEvent.PatchResolved.Outcome.APPLIED, "local", List.of(), 0));
            }
            case "undo" -> {
                undone.add(arguments[1] + " " + arguments[2]);
                Run run = record(
                        (Caller) arguments[0],
                        (RunId) arguments[1],
                        new RunEvent.ChangesUndone("local", "undo-1", "coding", "", false, List.of(), List.of()));
                yield new UndoResult(
                        run.id(),
                        (RunEvent.ChangesUndone) events.get(run.id()).getLast().event(),
                        false);
            }
            case "diff" -> patch;
            case "patchFiles" -> List.of();
            case "openApprovals" -> List.of();
            default -> throw unknown(method.getName());
        });
    }

    /** What these runs do not have. */
    private static AgentException unknown(String what) {
        return new AgentException(ErrorCode.NOT_FOUND, "there is nothing for " + what);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Run start(RunRequest request) {
        if (startFailure != null) {
            beforeFailure.run();
            throw startFailure;
        }
        requests.add(request);
        Run run = create("run-" + requests.size());
        store(request.caller(), run, 1);
        return run;
    }

    private void store(Caller caller, Run run, long seq) {
        caller.command()
                .ifPresent(command ->
                        commands.add(new ExecutedCommand(command, run.id().value(), seq, Instant.EPOCH, true)));
    }

    private Run record(Caller caller, RunId reference, RunEvent event) {
        Run run = find(reference);
        add(run.id().value(), event);
        store(caller, run, events.get(run.id()).size());
        return run;
    }

    /** A run with its first event. */
    Run create(String id) {
        add(
                id,
                new RunEvent.Created(
                        "proj-1",
                        "s-1",
                        "local",
                        "/code",
                        List.of(),
                        "x",
                        List.of(AgentName.CODING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        return find(new RunId(id));
    }

    synchronized void add(String id, RunEvent event) {
        var run = new RunId(id);
        List<RecordedEvent> stored = events.computeIfAbsent(run, r -> new ArrayList<>());
        var recorded = new RecordedEvent(run, stored.size() + 1, Instant.EPOCH, event);
        stored.add(recorded);
        List.copyOf(listeners.getOrDefault(run, List.of())).forEach(listener -> listener.onEvent(recorded));
    }

    int listeners(String run) {
        return listeners.getOrDefault(new RunId(run), List.of()).size();
    }

    private Run cancel(Caller caller, RunId reference) {
        Run run = find(reference);
        cancelled.add(run.id().value());
        return record(caller, run.id(), new RunEvent.CancelRequested("local"));
    }

    private synchronized Run find(RunId reference) {
        RunId id = reference.value().equals("last") && !events.isEmpty()
                ? List.copyOf(events.keySet()).getLast()
                : reference;
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
    public synchronized List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
        return events.getOrDefault(run, List.of()).stream()
                .filter(e -> e.seq() > seq)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Subscription subscribe(RunCursor cursor, Listener listener) {
        readAfter(cursor.run(), cursor.afterSeq(), Integer.MAX_VALUE).forEach(listener::onEvent);
        listeners.computeIfAbsent(cursor.run(), r -> new ArrayList<>()).add(listener);
        return () -> listeners.get(cursor.run()).remove(listener);
    }
}
