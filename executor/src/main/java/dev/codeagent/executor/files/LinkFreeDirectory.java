package dev.codeagent.executor.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A directory in which commands can replace every entry by a link at any moment, even by one to the executor's own
 * directories below {@code /proc/self}. Each component of a path is opened relative to its open parent and no link is
 * followed, so no operation leaves the directory.
 *
 * @param root a real path; commands cannot replace its parent
 */
public record LinkFreeDirectory(Path root) {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE_NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> APPEND = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** Replaces an entry by a new file; a link is deleted, not followed. Creates missing directories. */
    public void write(Path file, byte[] content) throws IOException {
        createDirectories(Objects.requireNonNull(file.getParent()));
        try (Parent parent = openParent(file)) {
            parent.deleteIfExists();
            parent.write(file, content, CREATE_NEW);
        }
    }

    /** Creates a file, unless it exists or its directory is missing or behind a link. */
    public void writeIfAbsent(Path file, byte[] content) throws IOException {
        try (Parent parent = openParent(file)) {
            parent.write(file, content, CREATE_NEW);
        } catch (FileAlreadyExistsException | NoSuchFileException | NotDirectoryException | LinkException e) {
            // The project has its own file, or no such directory.
        }
    }

    public void append(Path file, byte[] content) throws IOException {
        try (Parent parent = openParent(file)) {
            parent.write(file, content, APPEND);
        }
    }

    /** Reads a regular file of limited size; empty if it is something else, larger, missing or behind a link. */
    public Optional<byte[]> read(Path file, int maxBytes) throws IOException {
        try (Parent parent = openParent(file)) {
            if (!parent.isRegularFile()) {
                return Optional.empty();
            }
            try (var in =
                    RegularFiles.newInputStream(file, () -> parent.stream().newByteChannel(parent.name(), READ))) {
                byte[] content = in.readNBytes(maxBytes + 1);
                return content.length > maxBytes ? Optional.empty() : Optional.of(content);
            }
        } catch (NoSuchFileException | NotDirectoryException | LinkException e) {
            return Optional.empty();
        }
    }

    /** Deletes a file or a link. */
    public void deleteIfExists(Path file) throws IOException {
        try (Parent parent = openParent(file)) {
            parent.deleteIfExists();
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Its directory is missing.
        }
    }

    /** Renames an entry atomically. Creates missing directories. */
    void move(Path from, Path to) throws IOException {
        createDirectories(Objects.requireNonNull(to.getParent()));
        try (Parent source = openParent(from);
                Parent target = openParent(to)) {
            source.stream().move(source.name(), target.stream(), target.name());
        }
    }

    /** Creates missing directories. Java creates them by path, so opening them afterwards may still find a link. */
    public void createDirectories(Path directory) throws IOException {
        Path current = root;
        for (Path name : relativize(directory)) {
            current = current.resolve(name);
            if (!name.toString().isEmpty() && !Files.exists(current, LinkOption.NOFOLLOW_LINKS)) {
                openParent(current).close();
                Files.createDirectory(current);
            }
        }
        openParent(directory.resolve("entry")).close();
    }

    private Path relativize(Path path) throws IOException {
        Path relative = root.relativize(path);
        if (!relative.equals(relative.normalize()) || relative.startsWith("..")) {
            throw new FileSystemException(path.toString(), null, "is not below " + root);
        }
        return relative;
    }

    @SuppressWarnings("StreamResourceLeak") // The caller closes the stream with the parent.
    private Parent openParent(Path path) throws IOException {
        Path relative = relativize(path);
        if (!root.toRealPath().equals(root)) {
            throw new LinkException(root);
        }
        SecureDirectoryStream<Path> current = secure(Files.newDirectoryStream(root));
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            try (SecureDirectoryStream<Path> parent = current) {
                current = openChild(parent, relative.getName(i));
            }
        }
        return new Parent(current, relative.getFileName());
    }

    private static SecureDirectoryStream<Path> openChild(SecureDirectoryStream<Path> parent, Path name)
            throws IOException {
        try {
            return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            var view = parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            throw view.readAttributes().isSymbolicLink() ? new LinkException(name) : e;
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new UncheckedIOException(new IOException("this system cannot open files relative to a directory"));
    }

    /** The open directory of an entry. */
    private record Parent(SecureDirectoryStream<Path> stream, Path name) implements AutoCloseable {
        boolean isRegularFile() throws IOException {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isRegularFile();
        }

        void deleteIfExists() throws IOException {
            try {
                stream.deleteFile(name);
            } catch (NoSuchFileException e) {
                // Nothing to delete.
            }
        }

        void write(Path file, byte[] content, Set<OpenOption> options) throws IOException {
            try (var channel = RegularFiles.open(file, () -> stream.newByteChannel(name, options))) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    private static final class LinkException extends FileSystemException {
        private static final long serialVersionUID = 1;

        LinkException(Path link) {
            super(link.toString(), null, "is a symbolic link, which the executor does not follow");
        }
    }
}
