package dev.codeagent.bench.undo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Computes the expected result of an undo from the snapshots before and after each call, and compares it. */
record UndoOracle(List<TreeChange> changes, TreeSnapshot before, TreeSnapshot after, Set<String> conflicts) {

    /** The tree before and after a call. */
    record TreeChange(TreeSnapshot before, TreeSnapshot after) {}

    /** Returns a message for each path with an unexpected state; empty if the undo is correct. */
    List<String> faults(boolean everythingSince) {
        var faults = new ArrayList<String>();
        if (everythingSince) {
            allPaths().forEach(path -> {
                FileState expected = changes.getFirst().before().get(path);
                boolean pipe = expected.type() == 'o' && !before.get(path).matches(expected);
                checkPath(
                        faults,
                        path,
                        pipe ? before.get(path) : expected,
                        before.get(path).matches(expected));
            });
            return faults;
        }
        var originalStates = new TreeMap<String, FileState>();
        var lastStates = new HashMap<String, FileState>();
        Set<String> changedBetween = collectStates(originalStates, lastStates);
        for (String path : allPaths()) {
            FileState actual = before.get(path);
            if (!originalStates.containsKey(path) || actual.matches(originalStates.get(path))) {
                checkPath(faults, path, actual, true);
                if (conflicts.contains(path)) {
                    faults.add(path + " is reported as a conflict without a reason");
                }
            } else if (changedBetween.contains(path) || !actual.matches(Objects.requireNonNull(lastStates.get(path)))) {
                checkPath(faults, path, actual, true);
                if (!conflicts.contains(path)) {
                    faults.add(path + " was changed again and is not reported as a conflict");
                }
            } else if (conflicts.contains(path)) {
                checkPath(faults, path, actual, true);
                if (!isBlocked(path, actual, originalStates.get(path))) {
                    faults.add(path + " is reported as a conflict, but could be restored");
                }
            } else {
                checkPath(faults, path, originalStates.get(path), false);
            }
        }
        return faults;
    }

    private void checkPath(List<String> faults, String path, FileState expected, boolean untouched) {
        FileState actual = after.get(path);
        if (!actual.matches(expected)) {
            faults.add(path + " is " + actual + ", expected " + expected);
        } else if (untouched && !actual.isUntouched(before.get(path))) {
            faults.add(path + " was rewritten: " + before.get(path) + ", then " + actual);
        }
    }

    private Set<String> collectStates(
            TreeMap<String, FileState> originalStates, HashMap<String, FileState> lastStates) {
        var changedBetween = new HashSet<String>();
        for (TreeChange change : changes) {
            var paths = new TreeSet<>(change.before().states().keySet());
            paths.addAll(change.after().states().keySet());
            for (String path : paths) {
                FileState old = change.before().get(path);
                if (old.matches(change.after().get(path))) {
                    continue;
                }
                FileState original = originalStates.computeIfAbsent(path, p -> old);
                if (lastStates.containsKey(path) && !lastStates.get(path).matches(old) && !original.matches(old)) {
                    changedBetween.add(path);
                }
                lastStates.put(path, change.after().get(path));
            }
        }
        return changedBetween;
    }

    /** Returns whether the surrounding tree prevents the path from being restored. */
    private boolean isBlocked(String path, FileState actual, FileState original) {
        boolean parentMissing =
                original.exists() && after.get(TreeSnapshot.parent(path)).type() != 'd';
        boolean directoryNotEmpty = actual.type() == 'd'
                && original.type() != 'd'
                && after.states().keySet().stream().anyMatch(p -> p.startsWith(path + "/"));
        return parentMissing || directoryNotEmpty || original.type() == 'o';
    }

    private Set<String> allPaths() {
        var all = new TreeSet<>(before.states().keySet());
        all.addAll(after.states().keySet());
        changes.forEach(s -> {
            all.addAll(s.before().states().keySet());
            all.addAll(s.after().states().keySet());
        });
        return all;
    }
}
