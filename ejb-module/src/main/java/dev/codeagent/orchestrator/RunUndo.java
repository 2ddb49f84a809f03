package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ChangesUndone;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.run.UndoResult;
import dev.codeagent.api.security.Caller;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.projects.RunBranch;
import dev.codeagent.projects.Workspace;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolRegistry;
import dev.codeagent.tools.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes changes of a finished run back: its intent is journaled, the executor does it in the run's workspace, the run's
 * branch gets the new patch. Asked again after a death of the server, it goes on under the same id.
 */
public final class RunUndo {
    private static final String STEP = "undo";
    private static final String TOOL = "workspace_undo";
    private static final int AT_ONCE = 4;

    private final RunJournal journal;
    private final EventHub hub;
    private final Workspaces workspaces;
    private final LauncherSelector launcherSelector;
    private final RunBranch branches;
    private final Set<RunId> working = ConcurrentHashMap.newKeySet();

    public RunUndo(
            RunJournal journal,
            EventHub hub,
            Workspaces workspaces,
            LauncherSelector launcherSelector,
            RunBranch branches) {
        this.journal = journal;
        this.hub = hub;
        this.workspaces = workspaces;
        this.launcherSelector = launcherSelector;
        this.branches = branches;
    }

    UndoResult undo(Caller caller, Run run, Project project, UndoRequest request) {
        if (working.size() >= AT_ONCE) {
            throw new AgentException(ErrorCode.TOO_BUSY, AT_ONCE + " runs are being undone; try again in a moment");
        }
        if (!working.add(run.id())) {
            throw new AgentException(ErrorCode.CONFLICT, "run " + run.id() + " is being undone already; wait for that");
        }
        try {
            return new UndoResult(
                    run.id(), work(caller, run, project, request), branches.tookSomething(project, run.id()));
        } finally {
            working.remove(run.id());
        }
    }

    private ChangesUndone work(Caller caller, Run run, Project project, UndoRequest request) {
        var progress = new RunProgress(RunDriver.events(journal, run.id()));
        UndoRequest what = settled(run, progress, request);
        Workspace workspace = workspaces.existing(project, run.id());
        ToolCalled call = begun(progress, what).orElseGet(() -> begin(run.id(), progress, what));
        try (Sandbox sandbox =
                launcherSelector.select(workspaces.folder(project)).launcher().open(workspace, false)) {
            ToolResult result = call(run.id(), progress, sandbox, call, what);
            byte[] patch = sandbox.exportPatch();
            ChangesUndone undone = undone(caller, call.call(), what, result.structured());
            if (patch.length == 0 && branches.diff(project, run.id()).isEmpty()) {
                hub.publish(run.id(), undone); // There was no branch and there is none.
                return undone;
            }
            RunBranch.Commit commit =
                    branches.commit(project, run.id(), workspace.base(), patch, run.command() + " " + run.prompt());
            hub.publish(run.id(), undone, new RunEvent.DiffReady(commit.branch(), commit.commit(), commit.files()));
            return undone;
        }
    }

    /** The step or call, looked up; where none is named, the last step that changed something and was not undone. */
    private static UndoRequest settled(Run run, RunProgress progress, UndoRequest request) {
        List<ToolCalled> calls = progress.all(ToolCalled.class)
                .filter(c -> c.mutating() && ToolRegistry.ofWorkspace(c.tool()))
                .toList();
        if (request.step().isEmpty() && request.call().isEmpty()) {
            List<String> undone =
                    progress.all(ChangesUndone.class).map(ChangesUndone::step).toList();
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

    /** The same undo, where the server died in the middle of it. */
    private static Optional<ToolCalled> begun(RunProgress progress, UndoRequest what) {
        List<String> over = new ArrayList<>(
                progress.all(ChangesUndone.class).map(ChangesUndone::undo).toList());
        progress.all(ToolFinished.class)
                .filter(f -> f.outcome().equals("error"))
                .forEach(f -> over.add(f.call()));
        return progress.all(ToolCalled.class)
                .filter(c -> c.tool().equals(TOOL) && !over.contains(c.call()))
                .filter(c -> c.arguments().equals(arguments(what).toString()))
                .reduce((a, b) -> b);
    }

    private ToolCalled begin(RunId run, RunProgress progress, UndoRequest what) {
        long number = 1
                + progress.all(ToolCalled.class)
                        .filter(c -> c.tool().equals(TOOL))
                        .count();
        var call =
                new ToolCalled(STEP, STEP + "-" + number, TOOL, arguments(what).toString(), true);
        hub.publish(run, call);
        return call;
    }

    private ToolResult call(RunId run, RunProgress progress, Sandbox sandbox, ToolCalled call, UndoRequest what) {
        long start = System.nanoTime();
        ToolResult result = sandbox.call(new ToolCall(call.call(), TOOL, arguments(what)));
        if (progress.all(ToolFinished.class).noneMatch(f -> f.call().equals(call.call()))) {
            hub.publish(
                    run,
                    new ToolFinished(
                            STEP,
                            call.call(),
                            TOOL,
                            result.outcome().name().toLowerCase(Locale.ROOT),
                            result.text(),
                            (System.nanoTime() - start) / 1_000_000));
        }
        if (result.outcome() != ToolResult.Outcome.OK) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "nothing was undone on the branch: " + result.text());
        }
        return result;
    }

    private static JsonObject arguments(UndoRequest what) {
        var arguments = what.step().isEmpty()
                ? Json.createObjectBuilder().add("call", what.call())
                : Json.createObjectBuilder().add("step", what.step());
        if (what.everythingSince()) {
            arguments.add("force", "everything since");
        }
        return arguments.build();
    }

    private static ChangesUndone undone(Caller caller, String id, UndoRequest what, JsonObject result) {
        return new ChangesUndone(
                caller.name(),
                id,
                what.step(),
                what.call(),
                what.everythingSince(),
                result.getJsonArray("undone").getValuesAs(JsonObject.class).stream()
                        .map(p -> new RunEvent.UndonePath(p.getString("path"), p.getString("how")))
                        .toList(),
                result.getJsonArray("conflicts").getValuesAs(JsonObject.class).stream()
                        .map(p -> new RunEvent.UndoConflict(p.getString("path"), p.getString("reason")))
                        .toList());
    }
}
