package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The directory that the tools work in; rejects every path that leads out of it.
 *
 * @param leftOut paths of the project that are not part of the workspace, and why: nothing is written there
 */
public record Workspace(Path root, Map<String, String> leftOut) {
    static final long MAX_FILE_BYTES = 8L << 20;
    private static final long MAX_RULES_BYTES = 1 << 20;

    /** Prefix of the temporary name of a file until it is written completely. */
    private static final String PARTIAL_PREFIX = ".codeagent-write-";

    private static final String PARTIAL_SUFFIX = ".new";

    public Workspace {
        leftOut = Map.copyOf(leftOut);
    }

    public Workspace(Path root) {
        this(root, Map.of());
    }

    public static Workspace of(Path root, Map<String, String> leftOut) {
        try {
            return new Workspace(root.toRealPath(), leftOut);
        } catch (IOException e) {
            throw new UncheckedIOException("the workspace directory " + root + " does not exist", e);
        }
    }

    /**
     * Resolves a path from the model to a file or directory and follows links.
     *
     * @throws ToolExecutionException if it is outside of the workspace or in {@code .git}
     */
    public Path resolve(String text) {
        Path path = toAbsolutePath(text);
        return requireInside(text, SymbolicLinkResolver.resolve(path));
    }

    /** Resolves a path to an entry that may itself be a link, for tools that move or delete entries. */
    public Path resolveNoFollow(String text) {
        Path path = toAbsolutePath(text);
        if (path.equals(root)) {
            throw new ToolExecutionException("'" + text + "' is the workspace itself; use a path inside it");
        }
        return requireInside(
                text,
                SymbolicLinkResolver.resolve(Objects.requireNonNull(path.getParent()))
                        .resolve(path.getFileName()));
    }

    /**
     * Resolves a path of a file that is going to be written.
     *
     * @throws ToolExecutionException also if it is in a directory that is not part of the workspace
     */
    public Path resolveForWrite(String text) {
        return requirePart(resolve(text));
    }

    /** Rejects a path in a directory that is not part of the workspace. */
    Path requirePart(Path path) {
        for (Map.Entry<String, String> left : leftOut.entrySet()) {
            if (path.startsWith(root.resolve(left.getKey()))) {
                throw new ToolExecutionException("'" + relativize(path) + "' cannot be changed: '" + left.getKey()
                        + "' is not part of this workspace, because " + left.getValue()
                        + ". What is written there would be lost");
            }
        }
        return path;
    }

    private Path toAbsolutePath(String text) {
        Path given = SymbolicLinkResolver.parse(text.isBlank() ? "." : text);
        Path path = (given.isAbsolute() ? given : root.resolve(given)).normalize();
        if (!path.startsWith(root)) {
            throw outsideError(text);
        }
        return path;
    }

    private Path requireInside(String text, Path path) {
        if (!path.startsWith(root)) {
            throw outsideError(text);
        }
        if (path.startsWith(root.resolve(".git"))) {
            throw new ToolExecutionException("'" + text + "' belongs to git; use git_diff and git_log");
        }
        if (new MissingFiles(root).contains(relativize(path))) {
            throw new ToolExecutionException("'" + text + "' exists in the project, but its content is not in the"
                    + " project's partial clone, so it can be neither read nor changed here; the user can fetch it with"
                    + " `git fetch --refetch --no-filter` in the project, for a new run");
        }
        return path;
    }

    private static ToolExecutionException outsideError(String text) {
        return new ToolExecutionException("'" + text + "' leads out of the workspace; use a path relative to it");
    }

    /** The path relative to the workspace, with {@code /}; {@code .} is the workspace itself. */
    public String relativize(Path path) {
        String name = root.relativize(path).toString().replace('\\', '/');
        return name.isEmpty() ? "." : name;
    }

    /** The error for a path that does not exist; it names files that may be meant. */
    ToolExecutionException noFile(Path path) {
        List<String> similar = new SimilarPaths(root).find(path);
        return new ToolExecutionException("no file '" + relativize(path) + "'"
                + (similar.isEmpty() ? "" : "; there is '" + String.join("', '", similar) + "'")
                + "; use list_files to see the files");
    }

    /** The attributes of the entry, links not followed; empty if the path does not exist. */
    static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file; rejects anything but a regular file. */
    public byte[] readBytes(Path file) {
        BasicFileAttributes attributes = attributes(file).orElseThrow(() -> noFile(file));
        if (!attributes.isRegularFile()) {
            throw new ToolExecutionException("'" + relativize(file) + "' is not a file"
                    + (attributes.isOther() ? " but a pipe or a device" : ""));
        }
        if (attributes.size() > MAX_FILE_BYTES) {
            throw new ToolExecutionException("'" + relativize(file) + "' has " + attributes.size() + " bytes; at most "
                    + MAX_FILE_BYTES + " are read: use run_command with head, sed or grep");
        }
        try (InputStream in = RegularFiles.newInputStream(file)) {
            return in.readNBytes((int) MAX_FILE_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a text file; rejects content that is not text, because writing it back would damage it. */
    public String readText(Path file) {
        return decode(file, readBytes(file)).text();
    }

    /**
     * Decodes the content of a file.
     *
     * @throws ToolExecutionException if it is not text; the message describes it
     */
    TextEncoding.Decoded decode(Path file, byte[] bytes) {
        return TextEncoding.decode(bytes)
                .orElseThrow(() -> new ToolExecutionException("'" + relativize(file) + "' is not text: "
                        + FileTypeDetector.describe(bytes) + ", " + bytes.length + " bytes; use run_command on it"));
    }

    /** The text of a file below the root; empty if there is none, it is no regular file, or not text. */
    public String readTextIfPresent(String path) {
        try {
            Path file = resolveNoFollow(path);
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? readText(file) : "";
        } catch (ToolExecutionException e) {
            return "";
        }
    }

    /** A small file with rules, such as {@code .gitignore}; empty if there is none, or if it is not a regular file. */
    static String readRules(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MAX_RULES_BYTES
                    ? TextEncoding.decode(RegularFiles.readAllBytes(file))
                            .map(TextEncoding.Decoded::text)
                            .orElse("")
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Replaces the file atomically and keeps its mode; creates missing directories. */
    public void write(Path file, byte[] content) {
        attributes(file).filter(a -> !a.isRegularFile()).ifPresent(a -> {
            throw new ToolExecutionException("'" + relativize(file) + "' is not a file");
        });
        try {
            Files.createDirectories(file.getParent());
            Path partial = RegularFiles.create(
                    Objects.requireNonNull(file.getParent()), PARTIAL_PREFIX, PARTIAL_SUFFIX, content);
            try {
                // A command may replace the directory by a link at any moment, even to the executor's own.
                // The new file has a random name, so the move succeeds only where it was created.
                Files.setPosixFilePermissions(partial, permissionsFor(file));
                if (!partial.toRealPath().startsWith(root)) {
                    throw outsideError(relativize(file));
                }
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new ToolExecutionException("cannot write '" + relativize(file) + "': " + e.getMessage());
        }
    }

    /** Deletes the temporary files of interrupted writes; no write may be in progress. */
    public void deletePartialWrites() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (name.startsWith(PARTIAL_PREFIX) && name.endsWith(PARTIAL_SUFFIX) && attributes.isRegularFile()) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // Not readable, so the executor wrote nothing there.
            }
        });
    }

    private static Set<PosixFilePermission> permissionsFor(Path file) throws IOException {
        return Files.exists(file) ? Files.getPosixFilePermissions(file) : PosixFilePermissions.fromString("rw-r--r--");
    }
}
