package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The folder that the tools work in; no path leads out of it. */
public record Workspace(Path root) {
    static final long MAX_FILE_BYTES = 8L << 20;

    /** How files are called until all of them is written. */
    private static final String PARTIAL_PREFIX = ".codeagent-write-";

    private static final String PARTIAL_SUFFIX = ".new";

    public static Workspace of(Path root) {
        try {
            return new Workspace(root.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("the workspace " + root + " is not there", e);
        }
    }

    /** The file or folder that a path of the model's names, links followed; refuses one that lies outside. */
    public Path resolve(String text) {
        Path path = toAbsolutePath(text);
        return requireInside(text, SymbolicLinkResolver.resolve(path));
    }

    /** The entry that a path names, which may be a link itself: for what moves or deletes entries. */
    public Path resolveNoFollow(String text) {
        Path path = toAbsolutePath(text);
        if (path.equals(root)) {
            throw new ToolExecutionException("'" + text + "' is the workspace itself");
        }
        return requireInside(
                text, SymbolicLinkResolver.resolve(path.getParent()).resolve(path.getFileName()));
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
            throw new ToolExecutionException("'" + text + "' is git's own; use git_diff and git_log");
        }
        return path;
    }

    private static ToolExecutionException outsideError(String text) {
        return new ToolExecutionException("'" + text + "' leads out of the workspace; use a path relative to it");
    }

    /** Relative to the workspace, with {@code /}; {@code .} is the workspace itself. */
    public String relativize(Path path) {
        String name = root.relativize(path).toString().replace('\\', '/');
        return name.isEmpty() ? "." : name;
    }

    /** What lies there, a link unfollowed; nothing where nothing does. */
    static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's bytes; refuses what is no regular file before it opens it, because a pipe would block. */
    public byte[] readBytes(Path file) {
        BasicFileAttributes attributes = attributes(file)
                .orElseThrow(() -> new ToolExecutionException(
                        "no file '" + relativize(file) + "'; list_files shows what there is"));
        if (!attributes.isRegularFile()) {
            throw new ToolExecutionException("'" + relativize(file) + "' is not a file"
                    + (attributes.isOther() ? " but a pipe or a device" : ""));
        }
        if (attributes.size() > MAX_FILE_BYTES) {
            throw new ToolExecutionException("'" + relativize(file) + "' has " + attributes.size() + " bytes; at most "
                    + MAX_FILE_BYTES + " are read: use run_command with head, sed or grep");
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes((int) MAX_FILE_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's text; refuses what is not UTF-8, because writing it back would damage it. */
    public String readText(Path file) {
        byte[] bytes = readBytes(file);
        return decodeUtf8(bytes)
                .orElseThrow(() -> new ToolExecutionException("'" + relativize(file) + "' is not UTF-8 text: "
                        + FileTypeDetector.describe(bytes) + ", " + bytes.length + " bytes; use run_command on it"));
    }

    /** The bytes as text; nothing where they are not UTF-8 or hold a NUL, which no text does. */
    static Optional<String> decodeUtf8(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf(0) >= 0 ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Replaces the file in one step and keeps its mode; makes missing folders. */
    public void write(Path file, byte[] content) {
        attributes(file).filter(a -> !a.isRegularFile()).ifPresent(a -> {
            throw new ToolExecutionException("'" + relativize(file) + "' is not a file");
        });
        try {
            Files.createDirectories(file.getParent());
            Path partial = Files.createTempFile(file.getParent(), PARTIAL_PREFIX, PARTIAL_SUFFIX);
            try {
                Files.write(partial, content);
                Files.setPosixFilePermissions(partial, permissionsFor(file));
                moveIntoPlace(partial, file);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new ToolExecutionException("cannot write '" + relativize(file) + "': " + e.getMessage());
        }
    }

    /** Removes what writes left that were cut off before their file had its name; nobody else may be at work. */
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
                return FileVisitResult.CONTINUE; // Not ours to read: none of ours is there.
            }
        });
    }

    private static Set<PosixFilePermission> permissionsFor(Path file) throws IOException {
        return Files.exists(file) ? Files.getPosixFilePermissions(file) : PosixFilePermissions.fromString("rw-r--r--");
    }

    private static void moveIntoPlace(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
