package dev.codeagent.executor.undo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whole workspaces as objects: each folder is a list of its entries, so that folders which did not change are stored once
 * and compared by their hash. Paths are {@link PathText}; {@code .} is the workspace's own folder.
 */
record Trees(ObjectStore store) {

    /** What a path was and became. */
    record Change(Entry before, Entry after) {}

    String put(SortedMap<String, Entry> folder) throws IOException {
        var text = new StringBuilder();
        folder.forEach((name, entry) ->
                text.append(entry.text()).append(' ').append(name).append('\n'));
        return store.put(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    SortedMap<String, Entry> list(String hash) {
        var folder = new TreeMap<String, Entry>();
        if (hash.isEmpty()) {
            return folder;
        }
        try {
            for (String line : new String(store.bytes(hash), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split(" ");
                if (words.length == 5) {
                    folder.put(words[4], Entry.read(words, 0));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("the record of the workspace is damaged: " + e.getMessage(), e);
        }
    }

    /** Every path that differs, what lies in added and removed folders too. */
    Map<String, Change> diff(String before, String after) {
        var changes = new TreeMap<String, Change>();
        diff("", before, after, changes);
        return changes;
    }

    private void diff(String prefix, String before, String after, Map<String, Change> changes) {
        if (before.equals(after)) {
            return;
        }
        SortedMap<String, Entry> left = list(before);
        SortedMap<String, Entry> right = list(after);
        var names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            Entry old = left.getOrDefault(name, Entry.NONE);
            Entry now = right.getOrDefault(name, Entry.NONE);
            if (!old.same(now)) {
                changes.put(prefix + name, new Change(old, now));
            }
            diff(prefix + name + "/", content(old), content(now), changes);
        }
    }

    Entry find(String tree, String path) {
        String hash = tree;
        String rest = path;
        for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
            hash = content(list(hash).getOrDefault(rest.substring(0, slash), Entry.NONE));
            rest = rest.substring(slash + 1);
        }
        return list(hash).getOrDefault(rest, Entry.NONE);
    }

    /** The list of a folder; empty for what is none. */
    static String content(Entry entry) {
        return entry.is(Entry.Kind.FOLDER) && !entry.hash().equals("-") ? entry.hash() : "";
    }
}
