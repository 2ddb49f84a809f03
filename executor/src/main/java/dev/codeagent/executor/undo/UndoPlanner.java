package dev.codeagent.executor.undo;

import dev.codeagent.executor.undo.TreeStore.EntryChange;
import dev.codeagent.executor.undo.UndoPlan.Conflict;
import dev.codeagent.executor.undo.UndoPlan.DirectoryMode;
import dev.codeagent.executor.undo.UndoPlan.RestoreOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which paths are restored. A path that something else changed later is a conflict; so is a path that cannot be
 * restored because of a conflict above or below it.
 */
final class UndoPlanner {
    private final TreeStore treeStore;
    private final String currentTree;
    private final TreeMap<String, RestoreOperation> operations = new TreeMap<>();
    private final TreeMap<String, String> conflicts = new TreeMap<>();
    private final Map<String, TreeEntry> currentEntries = new HashMap<>();

    /** @param currentTree the current state of the workspace */
    UndoPlanner(TreeStore treeStore, String currentTree) {
        this.treeStore = treeStore;
        this.currentTree = currentTree;
    }

    /** Undoes the changes of the calls, which are given oldest first, and nothing else. */
    UndoPlan planUndo(List<CallTrees> calls) {
        var originalEntries = new TreeMap<String, TreeEntry>();
        var lastEntries = new HashMap<String, TreeEntry>();
        for (CallTrees call : calls) {
            treeStore.diff(call.treeBefore(), call.treeAfter()).forEach((path, change) -> {
                TreeEntry original = originalEntries.computeIfAbsent(path, p -> change.before());
                TreeEntry last = lastEntries.getOrDefault(path, change.before());
                if (!last.matches(change.before()) && !original.matches(change.before())) {
                    conflicts.put(path, "something else changed it in between");
                }
                lastEntries.put(path, change.after());
            });
        }
        originalEntries.forEach((path, original) -> {
            TreeEntry current = currentEntry(path);
            if (current.matches(original)) {
                conflicts.remove(path);
            } else if (!conflicts.containsKey(path)) {
                addOperation(path, current, original, current.matches(Objects.requireNonNull(lastEntries.get(path))));
            }
        });
        return resolveConflicts();
    }

    /** The workspace before and after a call. */
    record CallTrees(String treeBefore, String treeAfter) {}

    /** Undoes everything that differs from the tree. */
    UndoPlan planRollback(String tree) {
        treeStore
                .diff(currentTree, tree)
                .forEach((path, change) -> addOperation(path, change.before(), change.after(), true));
        return resolveConflicts();
    }

    private void addOperation(String path, TreeEntry current, TreeEntry target, boolean isUntouched) {
        if (!isUntouched) {
            conflicts.put(path, "it was changed again later");
        } else if (target.hasKind(TreeEntry.Kind.OTHER)) {
            conflicts.put(path, "it was a pipe, socket or device, which cannot be created again");
        } else {
            operations.put(path, new RestoreOperation(path, current, target));
        }
    }

    private UndoPlan resolveConflicts() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (RestoreOperation operation : List.copyOf(operations.values())) {
                Optional<String> reason = findObstacle(operation);
                if (reason.isPresent()) {
                    operations.remove(operation.path());
                    conflicts.put(operation.path(), reason.get());
                    changed = true;
                }
            }
        }
        var reasons = conflicts.entrySet().stream()
                .map(c -> new Conflict(c.getKey(), c.getValue()))
                .toList();
        return new UndoPlan(new ArrayList<>(operations.values()), reasons, directoryModes());
    }

    private Optional<String> findObstacle(RestoreOperation operation) {
        String parent = PathCodec.parent(operation.path());
        if (!operation.to().hasKind(TreeEntry.Kind.NONE)
                && !parent.isEmpty()
                && !plannedEntry(parent).hasKind(TreeEntry.Kind.DIRECTORY)) {
            return Optional.of("its folder does not exist any more");
        }
        if (operation.from().hasKind(TreeEntry.Kind.DIRECTORY)
                && !operation.to().hasKind(TreeEntry.Kind.DIRECTORY)) {
            return treeStore.read(TreeStore.subtreeHash(operation.from())).keySet().stream()
                    .map(name -> operation.path() + "/" + name)
                    .filter(child -> !plannedEntry(child).hasKind(TreeEntry.Kind.NONE))
                    .findFirst()
                    .map(child -> "the folder contains "
                            + PathCodec.display(child).replace('\n', '?') + ", which is not undone");
        }
        return Optional.empty();
    }

    private TreeEntry plannedEntry(String path) {
        RestoreOperation operation = operations.get(path);
        return operation == null ? currentEntry(path) : operation.to();
    }

    private TreeEntry currentEntry(String path) {
        return currentEntries.computeIfAbsent(path, p -> treeStore.find(currentTree, p));
    }

    /** Directories at or above the operations that deny access to their owner. */
    private List<DirectoryMode> directoryModes() {
        var directoryModes = new TreeMap<String, DirectoryMode>();
        for (String path : operations.keySet()) {
            for (String directory = path;
                    !directory.isEmpty() && !directory.equals(".");
                    directory = PathCodec.parent(directory)) {
                addDirectoryMode(directory, directoryModes);
            }
            addDirectoryMode(".", directoryModes);
        }
        return List.copyOf(directoryModes.values());
    }

    private void addDirectoryMode(String path, Map<String, DirectoryMode> directoryModes) {
        TreeEntry current = currentEntry(path);
        if (current.hasKind(TreeEntry.Kind.DIRECTORY)
                && (current.mode() & TemporaryPermissions.OWNER_PERMISSIONS)
                        != TemporaryPermissions.OWNER_PERMISSIONS) {
            TreeEntry planned = plannedEntry(path);
            directoryModes.put(
                    path,
                    new DirectoryMode(
                            path, planned.hasKind(TreeEntry.Kind.DIRECTORY) ? planned.mode() : current.mode()));
        }
    }

    /** The changes between two trees, as operations from the first to the second. */
    static List<RestoreOperation> operationsBetween(TreeStore treeStore, String before, String after) {
        var all = new ArrayList<RestoreOperation>();
        for (Map.Entry<String, EntryChange> change :
                treeStore.diff(before, after).entrySet()) {
            all.add(new RestoreOperation(
                    change.getKey(),
                    change.getValue().before(),
                    change.getValue().after()));
        }
        return all;
    }
}
