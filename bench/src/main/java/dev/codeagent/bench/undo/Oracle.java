package dev.codeagent.bench.undo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an undo must have done, from what was seen around each call. */
record Oracle(List<Span> spans, Snapshot before, Snapshot after, Set<String> conflicts) {

    /** The tree before and after a call. */
    record Span(Snapshot before, Snapshot after) {}

    /** Paths that are not as they must be; none where all is well. */
    List<String> faults(boolean everythingSince) {
        var faults = new ArrayList<String>();
        if (everythingSince) {
            all().forEach(path -> {
                Node wanted = spans.getFirst().before().at(path);
                boolean pipe = wanted.type() == 'o' && !before.at(path).same(wanted);
                check(
                        faults,
                        path,
                        pipe ? before.at(path) : wanted,
                        before.at(path).same(wanted));
            });
            return faults;
        }
        var origins = new TreeMap<String, Node>();
        var lasts = new HashMap<String, Node>();
        Set<String> broken = chains(origins, lasts);
        for (String path : all()) {
            Node is = before.at(path);
            if (!origins.containsKey(path) || is.same(origins.get(path))) {
                check(faults, path, is, true);
                if (conflicts.contains(path)) {
                    faults.add(path + " is called a conflict without a reason");
                }
            } else if (broken.contains(path) || !is.same(lasts.get(path))) {
                check(faults, path, is, true);
                if (!conflicts.contains(path)) {
                    faults.add(path + " was changed again and is not called a conflict");
                }
            } else if (conflicts.contains(path)) {
                check(faults, path, is, true);
                if (!hindered(path, is, origins.get(path))) {
                    faults.add(path + " could go back and was left alone");
                }
            } else {
                check(faults, path, origins.get(path), false);
            }
        }
        return faults;
    }

    private void check(List<String> faults, String path, Node wanted, boolean untouched) {
        Node is = after.at(path);
        if (!is.same(wanted)) {
            faults.add(path + " is " + is + ", must be " + wanted);
        } else if (untouched && !is.untouched(before.at(path))) {
            faults.add(path + " was touched: " + before.at(path) + ", then " + is);
        }
    }

    private Set<String> chains(TreeMap<String, Node> origins, HashMap<String, Node> lasts) {
        var broken = new HashSet<String>();
        for (Span span : spans) {
            var paths = new TreeSet<>(span.before().nodes().keySet());
            paths.addAll(span.after().nodes().keySet());
            for (String path : paths) {
                Node old = span.before().at(path);
                if (old.same(span.after().at(path))) {
                    continue;
                }
                Node origin = origins.computeIfAbsent(path, p -> old);
                if (lasts.containsKey(path) && !lasts.get(path).same(old) && !origin.same(old)) {
                    broken.add(path);
                }
                lasts.put(path, span.after().at(path));
            }
        }
        return broken;
    }

    /** Whether what stands around the path keeps it from going back. */
    private boolean hindered(String path, Node is, Node origin) {
        boolean homeless = origin.present() && after.at(Snapshot.parent(path)).type() != 'd';
        boolean full = is.type() == 'd'
                && origin.type() != 'd'
                && after.nodes().keySet().stream().anyMatch(p -> p.startsWith(path + "/"));
        return homeless || full || origin.type() == 'o';
    }

    private Set<String> all() {
        var all = new TreeSet<>(before.nodes().keySet());
        all.addAll(after.nodes().keySet());
        spans.forEach(s -> {
            all.addAll(s.before().nodes().keySet());
            all.addAll(s.after().nodes().keySet());
        });
        return all;
    }
}
