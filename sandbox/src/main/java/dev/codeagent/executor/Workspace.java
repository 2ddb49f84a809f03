package dev.codeagent.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The folder that the tools work in; no path leads out of it. */
record Workspace(Path root) {
    private static final long MAX_FILE = 8L << 20;
    private static final Set<String> SKIPPED = Set.of(".git", "node_modules");

    static Workspace of(Path root) {
        try {
            return new Workspace(root.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("the workspace " + root + " is not there", e);
        }
    }

    /** Resolves a path of the model's; refuses one that leads out of the workspace, through a link too. */
    Path resolve(String text) {
        Path path;
        try {
            Path given = Path.of(text.isBlank() ? "." : text);
            path = (given.isAbsolute() ? given : root.resolve(given)).normalize();
        } catch (InvalidPathException e) {
            throw new ToolError("'" + text + "' is not a path");
        }
        if (!path.startsWith(root) || !realPart(path).startsWith(root)) {
            throw new ToolError("'" + text + "' leads out of the workspace; use a path relative to it");
        }
        if (path.startsWith(root.resolve(".git"))) {
            throw new ToolError("'" + text + "' is git's own; use git_diff and git_log");
        }
        return path;
    }

    String name(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }

    private static Path realPart(Path path) {
        try {
            for (Path p = path; p != null; p = p.getParent()) {
                if (Files.exists(p)) {
                    return p.toRealPath();
                }
                if (Files.isSymbolicLink(p)) {
                    return p.resolveSibling(Files.readSymbolicLink(p)).normalize();
                }
            }
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] read(Path file) {
        if (!Files.exists(file)) {
            throw new ToolError("no file '" + name(file) + "'; list_files shows what there is");
        }
        if (!Files.isRegularFile(file)) {
            throw new ToolError("'" + name(file) + "' is not a file");
        }
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new ToolError("'" + name(file) + "' has " + Files.size(file) + " bytes; at most " + MAX_FILE
                        + " are read: use run_command with head, sed or grep");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's text; refuses what is not UTF-8, because writing it back would damage it. */
    String readText(Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(read(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ToolError("'" + name(file) + "' is not UTF-8 text; use run_command on it");
        }
    }

    /** Replaces the file in one step and keeps its mode; makes missing folders. */
    void write(Path file, byte[] content) {
        try {
            Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
            Files.createDirectories(target.getParent());
            Path partial = Files.createTempFile(target.getParent(), ".codeagent", ".new");
            try {
                Files.write(partial, content);
                Files.setPosixFilePermissions(partial, mode(target));
                move(partial, target);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new ToolError("cannot write '" + name(file) + "': " + e.getMessage());
        }
    }

    private static Set<PosixFilePermission> mode(Path file) throws IOException {
        return Files.exists(file)
                ? Files.getPosixFilePermissions(file)
                : java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** All files below a folder, at most {@code depth} levels deep, sorted; links are not followed. */
    List<Path> files(Path start, int depth, int limit) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(start, Set.of(), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                    boolean skip = !dir.equals(start)
                            && SKIPPED.contains(dir.getFileName().toString());
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                    found.add(file);
                    return found.size() >= limit ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }
}
