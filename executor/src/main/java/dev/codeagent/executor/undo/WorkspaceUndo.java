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
 * Records the workspace around each call and takes calls back. Used by one thread at a time.
 *
 * <p>All that is remembered lies in one folder outside of the workspace: {@code objects}, {@code log}, {@code cache}.
 */
public final class WorkspaceUndo {
    private final Path directory;
    private final ObjectStore store;
    private final TreeStore treeStore;
    private final UndoLog undoLog;
    private final TreeRecorder treeRecorder;
    private final TreeRestorer treeRestorer;

    /**
     * @param workspace the real path of the folder that is recorded
     * @param directory where the record is kept; made if need be
     * @param isTracked whether the project's base has files below a path, so that a folder of a build's name is recorded
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
     * What happened to paths, in the order of their names.
     *
     * @param conflicts paths that were left alone
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
     * @param path for people; bytes that are no UTF-8 as {@code \xNN}
     * @param encoded every byte, percent-encoded where it is not plain
     * @param changeType added, deleted, modified, mode or type
     */
    public record ChangedPath(String path, String encoded, String changeType) {}

    /** A path that an undo left alone, and the reason in words. */
    public record UndoConflict(String path, String encoded, String reason) {}

    /** Records the workspace before the call changes it; UndoException where that cannot be done, then it must not be made. */
    public void recordBefore(String id) {
        undoLog.appendBefore(id, recordTree("the call could not be undone, so it is not made"));
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
                            + "; see that the disk has room and the files can be read",
                    e);
        }
    }

    /** Whether the call is known; its changes can be asked for and taken back. */
    public boolean isKnownCall(String id) {
        return undoLog.find(id).isPresent();
    }

    /**
     * The calls that a name means: the call of that id, or all of a step's.
     *
     * @throws UndoException where there are none
     */
    public List<String> requireCall(String id) {
        return requireKnownCalls(List.of(id).stream().filter(this::isKnownCall).toList(), "call '" + id + "'");
    }

    /** A step's calls are those whose ids are its name with the numbers of turn and call, {@code coding-2-t1-c1}. */
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
            throw new UndoException("no call that may have changed something is known of " + what);
        }
        return ids;
    }

    /** Which paths the calls changed, from before the first to after the last of each. */
    public List<ChangedPath> changes(List<String> ids) {
        var operations = new ArrayList<RestoreOperation>();
        for (UndoPlanner.CallTrees trees : treesOf(ids)) {
            operations.addAll(UndoPlanner.operationsBetween(treeStore, trees.treeBefore(), trees.treeAfter()));
        }
        return operations.stream().map(WorkspaceUndo::toChangedPath).distinct().toList();
    }

    /**
     * Takes the calls' changes back, as the work of the call {@code id}, whose {@link #recordBefore} was recorded. Asked again
     * after an interruption, it completes what it had begun.
     *
     * @param everythingSince goes back to the state before the first of the calls, whoever changed what since
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
                    "the undo stopped half-way (" + e + "); remove the cause and ask again: it goes on", e);
        }
    }

    private UndoPlan plan(String id, List<String> ids, boolean everythingSince) throws IOException {
        var storedPlan = undoLog.plan(id);
        if (storedPlan.isPresent()) {
            return UndoPlan.decode(store.read(storedPlan.get()));
        }
        String currentTree = undoLog.find(id)
                .orElseThrow(() -> new UndoException("call " + id + " was not begun"))
                .treeBefore();
        List<UndoPlanner.CallTrees> callTrees = treesOf(ids);
        var planner = new UndoPlanner(treeStore, currentTree);
        UndoPlan plan =
                everythingSince ? planner.planRollback(callTrees.getFirst().treeBefore()) : planner.planUndo(callTrees);
        undoLog.plan(id, store.put(plan.encode()));
        return plan;
    }

    /** The states around the calls; of one whose end nobody saw, the next call's beginning, or now. */
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
