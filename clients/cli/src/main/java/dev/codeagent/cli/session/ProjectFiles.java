package dev.codeagent.cli.session;

import dev.codeagent.cli.terminal.TerminalSanitizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The files of the project that {@code @} completes: those that git knows or would add. Without git, the files of the
 * directory, without hidden ones. The list is read in the background, so a big project does not hold up the prompt.
 */
final class ProjectFiles {
    private static final int MAX_FILES = 200_000;
    private static final int MAX_FILES_WITHOUT_GIT = 20_000;
    private static final long GIT_SECONDS = 20;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long FIRST_WAIT_MILLIS = 1_500;

    private final Path project;
    private List<String> files = List.of();
    private long readAt;
    private boolean reading;
    private boolean read;

    ProjectFiles(Path project) {
        this.project = project;
    }

    /** The files as far as they are known; waits only for the first list, and not long. */
    synchronized List<String> list() {
        refresh();
        try {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FIRST_WAIT_MILLIS);
            while (!read && System.nanoTime() < deadline) {
                wait(FIRST_WAIT_MILLIS / 10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return files;
    }

    /** The terminal shows the names, so a name with control characters is not offered. */
    private static boolean isPlain(String path) {
        return TerminalSanitizer.sanitizeLine(path, Integer.MAX_VALUE).equals(path);
    }

    /** Whether the project has this file. */
    boolean contains(String path) {
        try {
            Path file = project.resolve(path).normalize();
            return !path.isBlank() && file.startsWith(project) && !file.equals(project) && Files.exists(file);
        } catch (InvalidPathException e) {
            return false; // Text that cannot be a path on this system.
        }
    }

    /** Starts to read the list if it is not fresh. */
    synchronized void refresh() {
        if (reading || read && System.nanoTime() - readAt < FRESH_NANOS) {
            return;
        }
        reading = true;
        Thread.ofVirtual().start(() -> store(readFiles()));
    }

    private synchronized void store(List<String> newFiles) {
        files = newFiles.stream().filter(ProjectFiles::isPlain).toList();
        readAt = System.nanoTime();
        read = true;
        reading = false;
        notifyAll();
    }

    private List<String> readFiles() {
        try {
            return listWithGit();
        } catch (IOException e) {
            return listDirectory();
        }
    }

    /** The configuration of a repository may name programs for git to start; this call starts none of them. */
    private List<String> listWithGit() throws IOException {
        Process git = new ProcessBuilder(
                        "git",
                        "-c",
                        "core.fsmonitor=false",
                        "-c",
                        "core.untrackedCache=false",
                        "--no-optional-locks",
                        "ls-files",
                        "-z",
                        "--cached",
                        "--others",
                        "--exclude-standard")
                .directory(project.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        git.getOutputStream().close();
        // A git that never ends must not keep the thread that reads its output.
        git.onExit().orTimeout(GIT_SECONDS, TimeUnit.SECONDS).whenComplete((ended, late) -> {
            if (late != null) { // To destroy a process that has ended closes its output, which may not be read yet.
                git.destroyForcibly();
            }
        });
        var paths = new ArrayList<String>();
        try (var out = git.getInputStream()) {
            String all = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            for (String path : all.split("\0")) {
                if (!path.isEmpty() && paths.size() < MAX_FILES) {
                    paths.add(path);
                }
            }
        }
        try {
            if (git.waitFor() != 0) {
                throw new IOException("not a repository of this user");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return paths.stream().distinct().toList();
    }

    private List<String> listDirectory() {
        var paths = new ArrayList<String>();
        try {
            Files.walkFileTree(project, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return !directory.equals(project) && isHidden(directory)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!isHidden(file)) {
                        paths.add(project.relativize(file).toString().replace('\\', '/'));
                    }
                    return paths.size() < MAX_FILES_WITHOUT_GIT ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return List.copyOf(paths); // What was found until then.
        }
        return List.copyOf(paths);
    }

    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }
}
