package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ChangesUndone;
import dev.codeagent.api.run.RunEvent.SandboxSelected;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.UndoConflict;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.run.UndoResult;
import dev.codeagent.api.run.UndonePath;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Workspace;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Undoes changes of a finished run: the intent is journaled, the executor undoes them in the run's workspace, and the run's
 * branch gets the new patch. Requested again after a crash of the server, it continues with the same call id.
 */
public final class RunUndo {
    private static final String STEP = "undo";
    private static final String TOOL = "workspace_undo";
    private static final int MAX_CONCURRENT = 4;

    /** The calls of a run and their outcomes. */
    private record CallHistory(List<RecordedEvent> events) {
        static final Set<Class<? extends RunEvent>> TYPES =
                Set.of(ToolCalled.class, ToolFinished.class, ChangesUndone.class, SandboxSelected.class);

        <T extends RunEvent> Stream<T> ofType(Class<T> type) {
            return events.stream()
                    .map(RecordedEvent::event)
                    .filter(type::isInstance)
                    .map(type::cast);
        }

        /** The launcher in whose sandbox the calls were executed. */
        Optional<String> findSandbox() {
            return ofType(SandboxSelected.class).map(SandboxSelected::launcher).reduce((earlier, later) -> later);
        }
    }

    private final RunJournal journal;
    private final EventHub hub;
    private final WorkspaceStore workspaceStore;
    private final LauncherSelector launcherSelector;
    private final RunBranchStore branches;
    private final Set<RunId> runsInProgress = ConcurrentHashMap.newKeySet();

    public RunUndo(
            RunJournal journal,
            EventHub hub,
            WorkspaceStore workspaceStore,
            LauncherSelector launcherSelector,
            RunBranchStore branches) {
        this.journal = journal;
        this.hub = hub;
        this.workspaceStore = workspaceStore;
        this.launcherSelector = launcherSelector;
        this.branches = branches;
    }

    public UndoResult undo(Caller caller, Run run, Project project, UndoRequest request) {
        if (runsInProgress.size() >= MAX_CONCURRENT) {
            throw new AgentException(
                    ErrorCode.TOO_BUSY, MAX_CONCURRENT + " runs are being undone; try again in a moment");
        }
        if (!runsInProgress.add(run.id())) {
            throw new AgentException(ErrorCode.CONFLICT, "run " + run.id() + " is being undone already; wait for that");
        }
        try {
            return new UndoResult(
                    run.id(),
                    executeUndo(caller, run, project, request),
                    branches.hasAppliedChanges(project, run.id()));
        } finally {
            runsInProgress.remove(run.id());
        }
    }

    /** Does the work unless the run is being undone, and excludes an undo meanwhile. Returns whether it was done. */
    public boolean whileNotUndone(RunId run, Runnable work) {
        if (!runsInProgress.add(run)) {
            return false;
        }
        try {
            work.run();
            return true;
        } finally {
            runsInProgress.remove(run);
        }
    }

    private ChangesUndone executeUndo(Caller caller, Run run, Project project, UndoRequest request) {
        new DiscardedPatches(journal).requireKept(run.id());
        var history = new CallHistory(journal.readTypes(run.id(), CallHistory.TYPES));
        UndoRequest target = resolveTarget(run, history, request);
        Workspace workspace = workspaceStore.openExisting(project, run.id());
        SandboxLauncher launcher = launcherSelector
                .select(workspaceStore.projectDirectory(project), history.findSandbox())
                .launcher();
        ToolCalled call = findUnfinished(history, target).orElseGet(() -> journalCall(run.id(), history, target));
        try (Sandbox sandbox = launcher.open(workspace, false)) {
            ToolResult result = call(run.id(), history, sandbox, call, target);
            byte[] patch = sandbox.exportPatch();
            ChangesUndone undone = toEvent(caller, call.call(), target, result.structured());
            if (patch.length == 0 && branches.diff(project, run.id()).length == 0) {
                hub.publish(caller, run.id(), undone); // There was no branch and there is none.
                return undone;
            }
            RunBranchStore.Commit commit = branches.commit(
                    project, run.id(), workspace.baseCommit(), patch, run.command() + " " + run.prompt());
            if (commit.isEmpty()) {
                hub.publish(caller, run.id(), undone);
                return undone;
            }
            hub.publish(
                    caller,
                    run.id(),
                    undone,
                    new RunEvent.DiffReady(commit.branch(), commit.id(), commit.files(), commit.leftOut()));
            return undone;
        }
    }

    /** The requested step or call; if none is named, the last step with changes that were not undone. */
    private static UndoRequest resolveTarget(Run run, CallHistory history, UndoRequest request) {
        List<ToolCalled> calls = history.ofType(ToolCalled.class)
                .filter(c -> c.mutating() && ToolRegistry.isWorkspaceTool(c.tool()))
                .toList();
        if (request.step().isEmpty() && request.call().isEmpty()) {
            Set<String> undone = findUndoneSteps(history);
            String last = calls.stream()
                    .map(ToolCalled::step)
                    .filter(s -> !s.equals(STEP) && !undone.contains(s))
                    .reduce((a, b) -> b)
                    .orElseThrow(() -> new AgentException(
                            ErrorCode.UNKNOWN_CALL,
                            "run " + run.id() + " has no step left that may have changed something"));
            return new UndoRequest(last, "", request.everythingSince());
        }
        boolean known = calls.stream()
                .anyMatch(c -> c.call().equals(request.call())
                        || c.step().equals(request.step()) && !c.step().equals(STEP));
        if (!known) {
            String steps = String.join(
                    ", ",
                    calls.stream()
                            .map(ToolCalled::step)
                            .filter(s -> !s.equals(STEP))
                            .distinct()
                            .toList());
            throw new AgentException(
                    ErrorCode.UNKNOWN_CALL,
                    "run " + run.id() + " has no "
                            + (request.step().isEmpty() ? "call '" + request.call() : "step '" + request.step())
                            + "' that may have changed something; its steps that may have: "
                            + (steps.isEmpty() ? "none" : steps));
        }
        return request;
    }

    /** The call of the same undo, if the server crashed during it. */
    private static Optional<ToolCalled> findUnfinished(CallHistory history, UndoRequest target) {
        List<String> finished = new ArrayList<>(
                history.ofType(ChangesUndone.class).map(ChangesUndone::undo).toList());
        history.ofType(ToolFinished.class)
                .filter(f -> f.outcome() == ToolFinished.Outcome.ERROR)
                .forEach(f -> finished.add(f.call()));
        return history.ofType(ToolCalled.class)
                .filter(c -> c.tool().equals(TOOL) && !finished.contains(c.call()))
                .filter(c -> c.arguments().equals(arguments(target).toString()))
                .reduce((a, b) -> b);
    }

    private ToolCalled journalCall(RunId run, CallHistory history, UndoRequest target) {
        long number = 1
                + history.ofType(ToolCalled.class)
                        .filter(c -> c.tool().equals(TOOL))
                        .count();
        var call = new ToolCalled(
                STEP, STEP + "-" + number, TOOL, arguments(target).toString(), true);
        hub.publish(run, call);
        return call;
    }

    private ToolResult call(RunId run, CallHistory history, Sandbox sandbox, ToolCalled call, UndoRequest target) {
        long start = System.nanoTime();
        ToolResult result = sandbox.call(new ToolCall(call.call(), TOOL, arguments(target)));
        if (history.ofType(ToolFinished.class).noneMatch(f -> f.call().equals(call.call()))) {
            hub.publish(
                    run,
                    new ToolFinished(
                            STEP,
                            call.call(),
                            TOOL,
                            ToolFinished.Outcome.of(result.outcome()),
                            result.text(),
                            (System.nanoTime() - start) / 1_000_000));
        }
        if (result.outcome() != ToolResult.Outcome.OK) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "nothing was undone on the branch: " + result.text());
        }
        return result;
    }

    private static JsonObject arguments(UndoRequest target) {
        var arguments = target.step().isEmpty()
                ? Json.createObjectBuilder().add("call", target.call())
                : Json.createObjectBuilder().add("step", target.step());
        if (target.everythingSince()) {
            arguments.add("force", "everything since");
        }
        return arguments.build();
    }

    /** The steps that were undone, except those whose undo was undone since. */
    private static Set<String> findUndoneSteps(CallHistory history) {
        var steps = new HashSet<String>();
        var undoneUndos = new HashSet<String>();
        for (ChangesUndone undo : history.ofType(ChangesUndone.class).toList().reversed()) {
            if (!undoneUndos.contains(undo.undo())) {
                undoneUndos.add(undo.call());
                steps.add(undo.step());
            }
        }
        return steps;
    }

    private static ChangesUndone toEvent(Caller caller, String id, UndoRequest target, JsonObject result) {
        return new ChangesUndone(
                caller.name(),
                id,
                target.step(),
                target.call(),
                target.everythingSince(),
                result.getJsonArray("undone").getValuesAs(JsonObject.class).stream()
                        .map(p -> new UndonePath(p.getString("path"), p.getString("how")))
                        .toList(),
                result.getJsonArray("conflicts").getValuesAs(JsonObject.class).stream()
                        .map(p -> new UndoConflict(p.getString("path"), p.getString("reason")))
                        .toList());
    }
}
