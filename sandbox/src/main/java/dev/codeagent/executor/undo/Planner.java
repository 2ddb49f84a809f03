package dev.codeagent.executor.undo;

import dev.codeagent.executor.undo.Plan.Conflict;
import dev.codeagent.executor.undo.Plan.Lock;
import dev.codeagent.executor.undo.Plan.Step;
import dev.codeagent.executor.undo.Trees.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which paths go back. A path that somebody else changed since is a conflict; so is one that cannot go back because
 * of such a path above or below it.
 */
final class Planner {
    private final Trees trees;
    private final String now;
    private final TreeMap<String, Step> steps = new TreeMap<>();
    private final TreeMap<String, String> conflicts = new TreeMap<>();
    private final Map<String, Entry> present = new HashMap<>();

    /** @param now the workspace as it is */
    Planner(Trees trees, String now) {
        this.trees = trees;
        this.now = now;
    }

    /** Takes back what the calls changed, oldest first, and nothing else. */
    Plan undo(List<Span> calls) {
        var origins = new TreeMap<String, Entry>();
        var lasts = new HashMap<String, Entry>();
        for (Span call : calls) {
            trees.diff(call.before(), call.after()).forEach((path, change) -> {
                Entry origin = origins.computeIfAbsent(path, p -> change.before());
                Entry last = lasts.getOrDefault(path, change.before());
                if (!last.same(change.before()) && !origin.same(change.before())) {
                    conflicts.put(path, "something else changed it in between");
                }
                lasts.put(path, change.after());
            });
        }
        origins.forEach((path, origin) -> {
            Entry is = present(path);
            if (is.same(origin)) {
                conflicts.remove(path);
            } else if (!conflicts.containsKey(path)) {
                step(path, is, origin, is.same(lasts.get(path)));
            }
        });
        return settled();
    }

    /** A call's two states of the workspace. */
    record Span(String before, String after) {}

    /** Takes back everything that differs from the tree. */
    Plan goBack(String tree) {
        trees.diff(now, tree).forEach((path, change) -> step(path, change.before(), change.after(), true));
        return settled();
    }

    private void step(String path, Entry is, Entry was, boolean untouched) {
        if (!untouched) {
            conflicts.put(path, "it was changed again later");
        } else if (was.is(Entry.Kind.OTHER)) {
            conflicts.put(path, "it was a pipe, socket or device, which cannot be made again");
        } else {
            steps.put(path, new Step(path, is, was));
        }
    }

    private Plan settled() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Step step : List.copyOf(steps.values())) {
                Optional<String> reason = obstacle(step);
                if (reason.isPresent()) {
                    steps.remove(step.path());
                    conflicts.put(step.path(), reason.get());
                    changed = true;
                }
            }
        }
        var reasons = conflicts.entrySet().stream()
                .map(c -> new Conflict(c.getKey(), c.getValue()))
                .toList();
        return new Plan(new ArrayList<>(steps.values()), reasons, locks());
    }

    private Optional<String> obstacle(Step step) {
        String parent = PathText.parent(step.path());
        if (!step.to().is(Entry.Kind.NONE)
                && !parent.isEmpty()
                && !planned(parent).is(Entry.Kind.FOLDER)) {
            return Optional.of("the folder that it was in is gone");
        }
        if (step.from().is(Entry.Kind.FOLDER) && !step.to().is(Entry.Kind.FOLDER)) {
            return trees.list(Trees.content(step.from())).keySet().stream()
                    .map(name -> step.path() + "/" + name)
                    .filter(child -> !planned(child).is(Entry.Kind.NONE))
                    .findFirst()
                    .map(child -> "the folder holds " + PathText.shown(child).replace('\n', '?')
                            + ", which is not taken back");
        }
        return Optional.empty();
    }

    private Entry planned(String path) {
        Step step = steps.get(path);
        return step == null ? present(path) : step.to();
    }

    private Entry present(String path) {
        return present.computeIfAbsent(path, p -> trees.find(now, p));
    }

    /** Folders above the steps that keep their owner out. */
    private List<Lock> locks() {
        var locks = new TreeMap<String, Lock>();
        for (String path : steps.keySet()) {
            for (String folder = path; !folder.isEmpty() && !folder.equals("."); folder = PathText.parent(folder)) {
                lock(folder, locks);
            }
            lock(".", locks);
        }
        return List.copyOf(locks.values());
    }

    private void lock(String path, Map<String, Lock> locks) {
        Entry is = present(path);
        if (is.is(Entry.Kind.FOLDER) && (is.mode() & Locks.OWNER) != Locks.OWNER) {
            Entry then = planned(path);
            locks.put(path, new Lock(path, then.is(Entry.Kind.FOLDER) ? then.mode() : is.mode()));
        }
    }

    /** What changed between two trees, as steps from the first to the second. */
    static List<Step> between(Trees trees, String before, String after) {
        var all = new ArrayList<Step>();
        for (Map.Entry<String, Change> change : trees.diff(before, after).entrySet()) {
            all.add(new Step(
                    change.getKey(),
                    change.getValue().before(),
                    change.getValue().after()));
        }
        return all;
    }
}
