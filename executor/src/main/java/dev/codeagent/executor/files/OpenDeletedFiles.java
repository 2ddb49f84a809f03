package dev.codeagent.executor.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deleted files that a process still has open: no directory lists them, but they use disk space. */
final class OpenDeletedFiles {
    private static final String DELETED_SUFFIX = " (deleted)";

    private OpenDeletedFiles() {}

    /** Total bytes of those that were in the directories, if /proc shows them to this user; 0 without /proc. */
    static long totalSize(List<Path> directories) {
        var sizes = new HashMap<Object, Long>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                addSizes(process.resolve("fd"), directories, sizes);
            }
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void addSizes(Path descriptors, List<Path> directories, Map<Object, Long> sizes) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : entries) {
                if (isDeletedFrom(descriptor, directories)) {
                    Map<String, Object> file = Files.readAttributes(descriptor, "unix:dev,ino,size");
                    sizes.put(List.of(file.get("dev"), file.get("ino")), (Long) file.get("size"));
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // The process ended or belongs to another user.
        }
    }

    private static boolean isDeletedFrom(Path descriptor, List<Path> directories) throws IOException {
        String target = Files.readSymbolicLink(descriptor).toString();
        return target.endsWith(DELETED_SUFFIX)
                && directories.stream().anyMatch(directory -> Path.of(target).startsWith(directory));
    }
}
