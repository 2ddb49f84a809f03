package dev.codeagent.executor.undo;

import dev.codeagent.executor.undo.UndoPlan.Conflict;
import dev.codeagent.executor.undo.UndoPlan.RestoreOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Records the workspace before and after each call and undoes calls. Not thread-safe.
 *
 * <p>All data is in one directory outside of the workspace: {@code objects}, {@code log}, {@code cache}.
 */
public final class WorkspaceUndo {
    private static final Pattern AGENT_CALL = Pattern.compile(".+-t\\d+-c\\d+");

    private final Path directory;
    private final ObjectStore store;
    private final TreeStore treeStore;
    private final UndoLog undoLog;
    private final TreeRecorder treeRecorder;
    private final TreeRestorer treeRestorer;

    /**
     * @param workspace the real path of the directory to record
     * @param directory the directory of the record; created if it does not exist
     * @param isTracked whether the project's base has files below a path; then a directory with the name of build
     *     output is recorded too
     * @param maxBytes maximum size of the stored objects in bytes; 0 means no limit
     */
    public WorkspaceUndo(Path workspace, Path directory, Predicate<String> isTracked, long maxBytes)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.store = new ObjectStore(directory.resolve("objects"), maxBytes);
        this.treeStore = new TreeStore(store);
        this.undoLog = new UndoLog(directory.resolve("log"));
        var excludedDirectories =
                new ExcludedDirectories(undoLog.outputDecisions(), isTracked, undoLog::appendOutputDecision);
        var temporaryPermissions = new TemporaryPermissions(workspace, undoLog);
        temporaryPermissions.restoreLeftovers();
        this.treeRecorder = new TreeRecorder(
                workspace, store, new HashCache(directory.resolve("cache")), excludedDirectories, temporaryPermissions);
        this.treeRestorer = new TreeRestorer(workspace, store, treeRecorder, excludedDirectories);
    }

    /**
     * The result of an undo, ordered by path.
     *
     * @param conflicts paths that were not restored
     */
    public record UndoResult(List<ChangedPath> changed, List<UndoConflict> conflicts) {
        public UndoResult {
            changed = List.copyOf(changed);
            conflicts = List.copyOf(conflicts);
        }
    }

    /**
     * A path that changed.
     *
     * @param path readable text; bytes that are not UTF-8 appear as {@code \xNN}
     * @param encoded the exact bytes, percent-encoded except for plain characters
     * @param changeType added, deleted, modified, mode or type
     */
    public record ChangedPath(String path, String encoded, String changeType) {}

    /** A path that an undo did not restore, and the reason as text. */
    public record UndoConflict(String path, String encoded, String reason) {}

    /**
     * Records the workspace before the call.
     *
     * @throws UndoException if that fails; the call must not start then
     */
    public void recordBefore(String id) {
        undoLog.appendBefore(id, recordTree("the call could not be undone, so it is not executed"));
    }

    /** Records the workspace after the call. */
    public void recordAfter(String id) {
        undoLog.appendAfter(id, recordTree("the state after the call is not known yet"));
    }

    private String recordTree(String consequence) {
        try {
            return treeRecorder.record();
        } catch (IOException e) {
            throw new UndoException(
                    "the workspace cannot be recorded in " + directory + " (" + e + "): " + consequence
                            + "; check that the disk has free space and that the files are readable",
                    e);
        }
    }

    /** Whether the call is recorded, so that its changes can be listed and undone. */
    public boolean isKnownCall(String id) {
        return undoLog.find(id).isPresent();
    }

    /**
     * Returns the recorded call with the id.
     *
     * @throws UndoException if it does not exist
     */
    public List<String> requireCall(String id) {
        return requireKnownCalls(List.of(id).stream().filter(this::isKnownCall).toList(), "call '" + id + "'");
    }

    /**
     * Returns the calls of a step, whose ids are its name with the numbers of turn and call, for example
     * {@code coding-2-t1-c1}.
     *
     * @throws UndoException if there are none
     */
    public List<String> callsOfStep(String operation) {
        Pattern ofStep = Pattern.compile(Pattern.quote(operation) + "-t\\d+-c\\d+");
        return requireKnownCalls(
                undoLog.calls().stream()
                        .map(UndoLog.RecordedCall::id)
                        .filter(id -> ofStep.matcher(id).matches())
                        .distinct()
                        .toList(),
                "step '" + operation + "'");
    }

    private static List<String> requireKnownCalls(List<String> ids, String what) {
        if (ids.isEmpty()) {
            throw new UndoException("no call that may have changed something is recorded for " + what);
        }
        return ids;
    }

    /** The paths that are different since the first recorded call of an agent. */
    public List<ChangedPath> changesOfAgents() {
        List<UndoLog.RecordedCall> calls = undoLog.calls().stream()
                .filter(call -> AGENT_CALL.matcher(call.id()).matches())
                .toList();
        if (calls.isEmpty()) {
            return List.of();
        }
        UndoPlanner.CallTrees last = treesOf(List.of(calls.getLast().id())).getLast();
        return UndoPlanner.operationsBetween(treeStore, calls.getFirst().treeBefore(), last.treeAfter()).stream()
                .map(WorkspaceUndo::toChangedPath)
                .toList();
    }

    /** The paths that the calls changed. */
    public List<ChangedPath> changes(List<String> ids) {
        var operations = new ArrayList<RestoreOperation>();
        for (UndoPlanner.CallTrees trees : treesOf(ids)) {
            operations.addAll(UndoPlanner.operationsBetween(treeStore, trees.treeBefore(), trees.treeAfter()));
        }
        return operations.stream().map(WorkspaceUndo::toChangedPath).distinct().toList();
    }

    /**
     * Undoes the changes of the calls, as part of the call {@code id}, for which {@link #recordBefore} was called. If
     * it was interrupted, calling it again completes it.
     *
     * @param everythingSince restores the state before the first of the calls; undoes all later changes too
     * @throws UndoException if the undo stopped half-way
     */
    public UndoResult undo(String id, List<String> ids, boolean everythingSince) {
        try {
            UndoPlan plan = plan(id, ids, everythingSince);
            List<Conflict> newConflicts = treeRestorer.apply(plan);
            var conflicts = new ArrayList<>(plan.conflicts());
            conflicts.addAll(newConflicts);
            return new UndoResult(
                    plan.operations().stream()
                            .filter(s -> newConflicts.stream()
                                    .noneMatch(c -> c.path().equals(s.path())))
                            .map(WorkspaceUndo::toChangedPath)
                            .toList(),
                    conflicts.stream()
                            .map(c -> new UndoConflict(PathCodec.display(c.path()), c.path(), c.reason()))
                            .toList());
        } catch (IOException e) {
            throw new UndoException(
                    "the undo stopped half-way (" + e + "); remove the cause and call it again to continue", e);
        }
    }

    private UndoPlan plan(String id, List<String> ids, boolean everythingSince) throws IOException {
        var storedPlan = undoLog.plan(id);
        if (storedPlan.isPresent()) {
            return UndoPlan.decode(store.read(storedPlan.get()));
        }
        String currentTree = undoLog.find(id)
                .orElseThrow(() -> new UndoException("call " + id + " was not started"))
                .treeBefore();
        List<UndoPlanner.CallTrees> callTrees = treesOf(ids);
        var planner = new UndoPlanner(treeStore, currentTree);
        UndoPlan plan =
                everythingSince ? planner.planRollback(callTrees.getFirst().treeBefore()) : planner.planUndo(callTrees);
        undoLog.appendPlan(id, store.put(plan.encode()));
        return plan;
    }

    /**
     * The states before and after the calls; if the end of a call is missing, the start of the next call or the current
     * state.
     */
    private List<UndoPlanner.CallTrees> treesOf(List<String> ids) {
        List<UndoLog.RecordedCall> calls = undoLog.calls();
        var callTrees = new ArrayList<UndoPlanner.CallTrees>();
        for (int i = 0; i < calls.size(); i++) {
            UndoLog.RecordedCall call = calls.get(i);
            if (ids.contains(call.id())) {
                String after = !call.treeAfter().isEmpty()
                        ? call.treeAfter()
                        : i + 1 < calls.size()
                                ? calls.get(i + 1).treeBefore()
                                : recordTree("what the call did is not known");
                callTrees.add(new UndoPlanner.CallTrees(call.treeBefore(), after));
            }
        }
        return callTrees;
    }

    private static ChangedPath toChangedPath(RestoreOperation operation) {
        TreeEntry from = operation.from();
        TreeEntry to = operation.to();
        String changeType = from.hasKind(TreeEntry.Kind.NONE)
                ? "added"
                : to.hasKind(TreeEntry.Kind.NONE)
                        ? "deleted"
                        : from.kind() != to.kind() ? "type" : from.hash().equals(to.hash()) ? "mode" : "modified";
        if (from.hasKind(TreeEntry.Kind.DIRECTORY) && to.hasKind(TreeEntry.Kind.DIRECTORY)) {
            changeType = "mode";
        }
        return new ChangedPath(PathCodec.display(operation.path()), operation.path(), changeType);
    }
}
