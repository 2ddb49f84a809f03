package dev.codeagent.executor.undo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stores whole workspaces as objects: each directory is a list of its entries, so that unchanged directories are stored
 * once and compared by hash. {@link PathCodec} encodes the paths; {@code .} is the workspace root.
 */
record TreeStore(ObjectStore store) {

    /** The states of a path before and after. */
    record EntryChange(TreeEntry before, TreeEntry after) {}

    String put(SortedMap<String, TreeEntry> directory) throws IOException {
        var text = new StringBuilder();
        directory.forEach((name, entry) ->
                text.append(entry.encode()).append(' ').append(name).append('\n'));
        return store.put(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    SortedMap<String, TreeEntry> read(String hash) {
        var directory = new TreeMap<String, TreeEntry>();
        if (hash.isEmpty()) {
            return directory;
        }
        try {
            for (String line : new String(store.read(hash), StandardCharsets.UTF_8).split("\n")) {
                String[] tokens = line.split(" ");
                if (tokens.length == 5) {
                    directory.put(tokens[4], TreeEntry.parse(tokens, 0));
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("the record of the workspace is damaged: " + e.getMessage(), e);
        }
    }

    /** Every path that differs, including those in added and removed directories. */
    Map<String, EntryChange> diff(String before, String after) {
        var changes = new TreeMap<String, EntryChange>();
        diff("", before, after, changes);
        return changes;
    }

    private void diff(String prefix, String before, String after, Map<String, EntryChange> changes) {
        if (before.equals(after)) {
            return;
        }
        SortedMap<String, TreeEntry> left = read(before);
        SortedMap<String, TreeEntry> right = read(after);
        var names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            TreeEntry previous = left.getOrDefault(name, TreeEntry.NONE);
            TreeEntry current = right.getOrDefault(name, TreeEntry.NONE);
            if (!previous.matches(current)) {
                changes.put(prefix + name, new EntryChange(previous, current));
            }
            diff(prefix + name + "/", subtreeHash(previous), subtreeHash(current), changes);
        }
    }

    TreeEntry find(String tree, String path) {
        String hash = tree;
        String rest = path;
        for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
            hash = subtreeHash(read(hash).getOrDefault(rest.substring(0, slash), TreeEntry.NONE));
            rest = rest.substring(slash + 1);
        }
        return read(hash).getOrDefault(rest, TreeEntry.NONE);
    }

    /** The hash of a directory's list; empty if the entry is not a directory. */
    static String subtreeHash(TreeEntry entry) {
        return entry.hasKind(TreeEntry.Kind.DIRECTORY) && !entry.hash().equals("-") ? entry.hash() : "";
    }
}
