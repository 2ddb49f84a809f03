package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;

/**
 * Finds pipes and devices where git reads a file of its own in a working tree, and would wait or read without end. A
 * tree that takes too long to search is not searched to its end; a git that waits is then stopped by its limits.
 */
record SpecialFileScan(Path root) {
    private static final List<String> FILES_OF_GIT =
            List.of(".gitignore", ".gitattributes", ".gitmodules", ".lfsconfig");
    private static final List<String> FILES_OF_NESTED_REPOSITORIES =
            List.of("HEAD", "config", "commondir", "packed-refs");
    private static final List<String> LARGE_DIRECTORIES = List.of("node_modules");
    private static final Duration MAX_TIME = Duration.ofSeconds(3);

    /** @throws AgentException WORKSPACE_FAILED with the path of the first one */
    void requireNone() {
        long deadline = System.nanoTime() + MAX_TIME.toNanos();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    String name = String.valueOf(directory.getFileName());
                    if (name.equals(".git") && !directory.equals(root)) {
                        FILES_OF_NESTED_REPOSITORIES.forEach(file -> requirePlain(directory.resolve(file)));
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return LARGE_DIRECTORIES.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isOther()
                            && FILES_OF_GIT.contains(file.getFileName().toString())) {
                        throw refused(file);
                    }
                    return System.nanoTime() > deadline ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // Git reports what it cannot read.
                }
            });
        } catch (IOException e) {
            throw RepositoryFiles.unreadable(root, e);
        }
    }

    private static void requirePlain(Path file) {
        RepositoryFiles.attributes(file).filter(BasicFileAttributes::isOther).ifPresent(a -> {
            throw refused(file);
        });
    }

    private static AgentException refused(Path file) {
        return new AgentException(
                ErrorCode.WORKSPACE_FAILED,
                file + " is a pipe or a device, which git would read without end; delete it");
    }
}
