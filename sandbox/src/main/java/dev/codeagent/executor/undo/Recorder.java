package dev.codeagent.executor.undo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Walks the workspace and stores what it is; files that did not change since the last walk are not read. */
final class Recorder {
    private static final String ATTRIBUTES = "unix:mode,ino,size,lastModifiedTime,ctime";
    private static final int TYPE = 0170000;
    private static final int PERMISSIONS = 07777;
    private static final int ATTEMPTS = 5;

    private final Path root;
    private final ObjectStore store;
    private final Trees trees;
    private final HashCache cache;
    private final Outputs outputs;
    private final Locks locks;

    Recorder(Path root, ObjectStore store, HashCache cache, Outputs outputs, Locks locks) {
        this.root = root;
        this.store = store;
        this.trees = new Trees(store);
        this.cache = cache;
        this.outputs = outputs;
        this.locks = locks;
    }

    /** The whole workspace as the hash of its {@link Trees tree}. */
    String record() throws IOException {
        int mode = (int) attributes(root).get("mode") & PERMISSIONS;
        var top = list(root, "", mode);
        top.put(".", new Entry(Entry.Kind.FOLDER, mode, 0, "-"));
        String tree = trees.put(top);
        cache.turn();
        return tree;
    }

    /** What stands at the path now; of a folder the mode, not the content. */
    Entry look(String path) throws IOException {
        Path place = PathText.resolve(root, path);
        try {
            Map<String, Object> now = attributes(place);
            int mode = (int) now.get("mode");
            return kind(mode) == Entry.Kind.FOLDER
                    ? new Entry(Entry.Kind.FOLDER, mode & PERMISSIONS, 0, "-")
                    : entry(place, path, now);
        } catch (NoSuchFileException | java.nio.file.NotDirectoryException e) {
            return Entry.NONE;
        } catch (java.nio.file.FileSystemException e) {
            if ("Not a directory".equals(e.getReason())) {
                return Entry.NONE; // Something on the way is a file now.
            }
            throw e;
        }
    }

    private TreeMap<String, Entry> list(Path folder, String prefix, int mode) throws IOException {
        return locks.open(folder, prefix.isEmpty() ? "." : prefix.substring(0, prefix.length() - 1), mode, () -> {
            var entries = new TreeMap<String, Entry>();
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                for (Path child : children) {
                    add(child, prefix, entries);
                }
            } catch (java.nio.file.DirectoryIteratorException e) {
                throw e.getCause();
            }
            return entries;
        });
    }

    private void add(Path child, String prefix, Map<String, Entry> entries) throws IOException {
        String name = PathText.name(child.getFileName());
        try {
            Map<String, Object> now = attributes(child);
            boolean folder = kind((int) now.get("mode")) == Entry.Kind.FOLDER;
            if (!folder || !outputs.leftOut(child, prefix + name)) {
                entries.put(name, entry(child, prefix + name, now));
            }
        } catch (NoSuchFileException e) {
            // Gone since the folder was read: a left-over process tidies up.
        }
    }

    private Entry entry(Path place, String path, Map<String, Object> now) throws IOException {
        int mode = (int) now.get("mode") & PERMISSIONS;
        long size = (long) now.get("size");
        return switch (kind((int) now.get("mode"))) {
            case FOLDER -> new Entry(Entry.Kind.FOLDER, mode, 0, trees.put(list(place, path + "/", mode)));
            case LINK -> new Entry(Entry.Kind.LINK, 0, size, store.putLink(place, size));
            case FILE -> file(place, path, now);
            case NONE, OTHER -> new Entry(Entry.Kind.OTHER, mode, 0, "-");
        };
    }

    private Entry file(Path place, String path, Map<String, Object> first) throws IOException {
        Map<String, Object> now = first;
        for (int attempt = 1; ; attempt++) {
            int mode = (int) now.get("mode") & PERMISSIONS;
            HashCache.Stamp stamp = stamp(now);
            var known = cache.find(path, stamp);
            if (known.isPresent()) {
                return new Entry(Entry.Kind.FILE, mode, stamp.size(), known.get());
            }
            long began = nanos(FileTime.from(Instant.now()));
            String hash = locks.open(place, path, mode, () -> store.put(place, stamp.size()));
            now = attributes(place);
            HashCache.Stamp after = stamp(now);
            // Opening a locked file changes its ctime, nothing else.
            boolean quiet = after.size() == stamp.size() && after.modified() == stamp.modified();
            if (quiet || attempt == ATTEMPTS) {
                cache.add(path, after, hash, began);
                return new Entry(Entry.Kind.FILE, mode, stamp.size(), hash);
            }
        }
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }

    private static HashCache.Stamp stamp(Map<String, Object> now) {
        return new HashCache.Stamp(
                (long) now.get("ino"),
                (long) now.get("size"),
                nanos((FileTime) now.get("lastModifiedTime")),
                nanos((FileTime) now.get("ctime")));
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    private static Entry.Kind kind(int mode) {
        return switch (mode & TYPE) {
            case 0100000 -> Entry.Kind.FILE;
            case 0120000 -> Entry.Kind.LINK;
            case 0040000 -> Entry.Kind.FOLDER;
            default -> Entry.Kind.OTHER;
        };
    }
}
