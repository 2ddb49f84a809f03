package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolError;
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
    static final long MAX_FILE = 8L << 20;

    /** How files are called until all of them is written. */
    private static final String PARTIAL = ".codeagent-write-";

    private static final String NEW = ".new";

    public static Workspace of(Path root) {
        try {
            return new Workspace(root.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("the workspace " + root + " is not there", e);
        }
    }

    /** The file or folder that a path of the model's names, links followed; refuses one that lies outside. */
    public Path resolve(String text) {
        Path named = named(text);
        return inside(text, Paths.real(named));
    }

    /** The entry that a path names, which may be a link itself: for what moves or deletes entries. */
    public Path entry(String text) {
        Path named = named(text);
        if (named.equals(root)) {
            throw new ToolError("'" + text + "' is the workspace itself");
        }
        return inside(text, Paths.real(named.getParent()).resolve(named.getFileName()));
    }

    private Path named(String text) {
        Path given = Paths.parse(text.isBlank() ? "." : text);
        Path path = (given.isAbsolute() ? given : root.resolve(given)).normalize();
        if (!path.startsWith(root)) {
            throw outside(text);
        }
        return path;
    }

    private Path inside(String text, Path path) {
        if (!path.startsWith(root)) {
            throw outside(text);
        }
        if (path.startsWith(root.resolve(".git"))) {
            throw new ToolError("'" + text + "' is git's own; use git_diff and git_log");
        }
        return path;
    }

    private static ToolError outside(String text) {
        return new ToolError("'" + text + "' leads out of the workspace; use a path relative to it");
    }

    /** Relative to the workspace, with {@code /}; {@code .} is the workspace itself. */
    public String name(Path path) {
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
    public byte[] read(Path file) {
        BasicFileAttributes attributes = attributes(file)
                .orElseThrow(() -> new ToolError("no file '" + name(file) + "'; list_files shows what there is"));
        if (!attributes.isRegularFile()) {
            throw new ToolError(
                    "'" + name(file) + "' is not a file" + (attributes.isOther() ? " but a pipe or a device" : ""));
        }
        if (attributes.size() > MAX_FILE) {
            throw new ToolError("'" + name(file) + "' has " + attributes.size() + " bytes; at most " + MAX_FILE
                    + " are read: use run_command with head, sed or grep");
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes((int) MAX_FILE + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's text; refuses what is not UTF-8, because writing it back would damage it. */
    public String readText(Path file) {
        byte[] bytes = read(file);
        return text(bytes)
                .orElseThrow(() -> new ToolError("'" + name(file) + "' is not UTF-8 text: " + FileKind.of(bytes) + ", "
                        + bytes.length + " bytes; use run_command on it"));
    }

    /** The bytes as text; nothing where they are not UTF-8 or hold a NUL, which no text does. */
    static Optional<String> text(byte[] bytes) {
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
            throw new ToolError("'" + name(file) + "' is not a file");
        });
        try {
            Files.createDirectories(file.getParent());
            Path partial = Files.createTempFile(file.getParent(), PARTIAL, NEW);
            try {
                Files.write(partial, content);
                Files.setPosixFilePermissions(partial, mode(file));
                move(partial, file);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new ToolError("cannot write '" + name(file) + "': " + e.getMessage());
        }
    }

    /** Removes what writes left that were cut off before their file had its name; nobody else may be at work. */
    public void sweep() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (name.startsWith(PARTIAL) && name.endsWith(NEW) && attributes.isRegularFile()) {
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

    private static Set<PosixFilePermission> mode(Path file) throws IOException {
        return Files.exists(file) ? Files.getPosixFilePermissions(file) : PosixFilePermissions.fromString("rw-r--r--");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
