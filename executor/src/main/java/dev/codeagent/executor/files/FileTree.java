package dev.codeagent.executor.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Walks directories; does not follow links, skips entries that cannot be read. */
public final class FileTree {
    private static final Set<String> SKIPPED_DIRECTORIES = Set.of(".git", "node_modules");
    /** Disk space of the smallest file with its directory entry. */
    private static final long MIN_ENTRY_BYTES = 4096;

    private FileTree() {}

    /**
     * All files below a directory except in {@code .git} and {@code node_modules}, at most {@code depth} levels deep,
     * sorted.
     */
    public static List<Path> listFiles(Path start, int depth, int limit) {
        var found = new ArrayList<Path>();
        walk(start, depth, new LenientVisitor() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                boolean skip = !dir.equals(start)
                        && SKIPPED_DIRECTORIES.contains(dir.getFileName().toString());
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                found.add(file);
                return found.size() >= limit ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return found;
    }

    /** Total bytes below a directory, without those below another one; each entry counts at least 4 kB. */
    static long totalSize(Path start, Path excluded) {
        long[] total = {0};
        walk(start, Integer.MAX_VALUE, new LenientVisitor() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a) {
                if (directory.equals(excluded)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                total[0] += directory.equals(start) ? 0 : MIN_ENTRY_BYTES;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                total[0] += a.isRegularFile() ? Math.max(a.size(), MIN_ENTRY_BYTES) : MIN_ENTRY_BYTES;
                return FileVisitResult.CONTINUE;
            }
        });
        return total[0];
    }

    /** Deletes a file, a link or a directory with its content; does nothing if the path does not exist. */
    public static void delete(Path start) throws IOException {
        if (!Files.exists(start, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void walk(Path start, int depth, LenientVisitor visitor) {
        try {
            Files.walkFileTree(start, Set.of(), depth, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private abstract static class LenientVisitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
