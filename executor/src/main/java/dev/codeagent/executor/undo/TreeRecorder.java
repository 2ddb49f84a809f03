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
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Walks the workspace and stores its state; does not read files that have not changed since the last walk. */
final class TreeRecorder {
    private static final String ATTRIBUTES = "unix:mode,ino,size,lastModifiedTime,ctime";
    private static final int FILE_TYPE_MASK = 0170000;
    private static final int PERMISSION_MASK = 07777;
    private static final int MAX_ATTEMPTS = 5;

    private final Path root;
    private final ObjectStore store;
    private final TreeStore treeStore;
    private final HashCache cache;
    private final ExcludedDirectories excludedDirectories;
    private final TemporaryPermissions temporaryPermissions;

    TreeRecorder(
            Path root,
            ObjectStore store,
            HashCache cache,
            ExcludedDirectories excludedDirectories,
            TemporaryPermissions temporaryPermissions) {
        this.root = root;
        this.store = store;
        this.treeStore = new TreeStore(store);
        this.cache = cache;
        this.excludedDirectories = excludedDirectories;
        this.temporaryPermissions = temporaryPermissions;
    }

    /** Stores the whole workspace and returns the hash of its {@link TreeStore tree}. */
    String record() throws IOException {
        int mode = (int) attribute(attributes(root), "mode") & PERMISSION_MASK;
        var top = recordDirectory(root, "", mode);
        top.put(".", new TreeEntry(TreeEntry.Kind.DIRECTORY, mode, 0, "-"));
        String tree = treeStore.put(top);
        cache.finishWalk();
        return tree;
    }

    /** The current state of the path; for a directory the mode, not the content. */
    TreeEntry readEntry(String path) throws IOException {
        Path file = PathCodec.resolve(root, path);
        try {
            Map<String, Object> attributes = attributes(file);
            int mode = (int) attribute(attributes, "mode");
            return kind(mode) == TreeEntry.Kind.DIRECTORY
                    ? new TreeEntry(TreeEntry.Kind.DIRECTORY, mode & PERMISSION_MASK, 0, "-")
                    : createEntry(file, path, attributes);
        } catch (NoSuchFileException | java.nio.file.NotDirectoryException e) {
            return TreeEntry.NONE;
        } catch (java.nio.file.FileSystemException e) {
            if ("Not a directory".equals(e.getReason())) {
                return TreeEntry.NONE; // A parent of the path is a file now.
            }
            throw e;
        }
    }

    private TreeMap<String, TreeEntry> recordDirectory(Path directory, String prefix, int mode) throws IOException {
        return temporaryPermissions.runWithAccess(
                directory, prefix.isEmpty() ? "." : prefix.substring(0, prefix.length() - 1), mode, () -> {
                    var entries = new TreeMap<String, TreeEntry>();
                    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
                        for (Path child : children) {
                            addEntry(child, prefix, entries);
                        }
                    } catch (java.nio.file.DirectoryIteratorException e) {
                        throw e.getCause();
                    }
                    return entries;
                });
    }

    private void addEntry(Path child, String prefix, Map<String, TreeEntry> entries) throws IOException {
        String name = PathCodec.encodeName(child.getFileName());
        try {
            Map<String, Object> attributes = attributes(child);
            boolean directory = kind((int) attribute(attributes, "mode")) == TreeEntry.Kind.DIRECTORY;
            if (!directory || !excludedDirectories.isExcluded(child, prefix + name)) {
                entries.put(name, createEntry(child, prefix + name, attributes));
            }
        } catch (NoSuchFileException e) {
            // Deleted since the directory was read, for example by a leftover process.
        }
    }

    private TreeEntry createEntry(Path file, String path, Map<String, Object> attributes) throws IOException {
        int mode = (int) attribute(attributes, "mode") & PERMISSION_MASK;
        long size = (long) attribute(attributes, "size");
        return switch (kind((int) attribute(attributes, "mode"))) {
            case DIRECTORY ->
                new TreeEntry(
                        TreeEntry.Kind.DIRECTORY, mode, 0, treeStore.put(recordDirectory(file, path + "/", mode)));
            case LINK -> new TreeEntry(TreeEntry.Kind.LINK, 0, size, store.putLink(file, size));
            case FILE -> createFileEntry(file, path, attributes);
            case NONE, OTHER -> new TreeEntry(TreeEntry.Kind.OTHER, mode, 0, "-");
        };
    }

    private TreeEntry createFileEntry(Path file, String path, Map<String, Object> first) throws IOException {
        Map<String, Object> attributes = first;
        for (int attempt = 1; ; attempt++) {
            int mode = (int) attribute(attributes, "mode") & PERMISSION_MASK;
            HashCache.FileStat stat = fileStat(attributes);
            var cachedHash = cache.find(path, stat);
            if (cachedHash.isPresent()) {
                return new TreeEntry(TreeEntry.Kind.FILE, mode, stat.size(), cachedHash.get());
            }
            long readStarted = nanos(FileTime.from(Instant.now()));
            String hash = temporaryPermissions.runWithAccess(file, path, mode, () -> store.put(file, stat.size()));
            attributes = attributes(file);
            HashCache.FileStat statAfter = fileStat(attributes);
            // Temporary permissions change the ctime only.
            boolean unchanged = statAfter.size() == stat.size() && statAfter.modified() == stat.modified();
            if (unchanged || attempt == MAX_ATTEMPTS) {
                cache.add(path, statAfter, hash, readStarted);
                return new TreeEntry(TreeEntry.Kind.FILE, mode, stat.size(), hash);
            }
        }
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }

    /** The value of one of {@link #ATTRIBUTES}, which are all present. */
    private static Object attribute(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name));
    }

    private static HashCache.FileStat fileStat(Map<String, Object> attributes) {
        return new HashCache.FileStat(
                (long) attribute(attributes, "ino"),
                (long) attribute(attributes, "size"),
                nanos((FileTime) attribute(attributes, "lastModifiedTime")),
                nanos((FileTime) attribute(attributes, "ctime")));
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    private static TreeEntry.Kind kind(int mode) {
        return switch (mode & FILE_TYPE_MASK) {
            case 0100000 -> TreeEntry.Kind.FILE;
            case 0120000 -> TreeEntry.Kind.LINK;
            case 0040000 -> TreeEntry.Kind.DIRECTORY;
            default -> TreeEntry.Kind.OTHER;
        };
    }
}
