package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A directory of the user with entries that somebody else may have made. Each part of a path is opened relative to its
 * open parent, and no link is followed, so no operation leaves the directory, whatever is replaced meanwhile.
 */
record LinkFreeTree(Path root) {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE_NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<PosixFilePermission> NEW_FILE = PosixFilePermissions.fromString("rw-r--r--");

    /** A regular file that is open for reading. */
    record OpenFile(BasicFileAttributes attributes, SeekableByteChannel channel) implements AutoCloseable {

        /** The bytes from a position, fewer if the file ends before. */
        byte[] read(long offset, int count) {
            try {
                ByteBuffer buffer = ByteBuffer.allocate(count);
                channel.position(offset);
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                    // Until the buffer is full or the file ends.
                }
                byte[] bytes = new byte[buffer.position()];
                buffer.flip().get(bytes);
                return bytes;
            } catch (IOException e) {
                throw new AgentException(
                        ErrorCode.WORKSPACE_FAILED, "a file of the project cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }

    /** The attributes of the entry itself; empty if there is none, or a part of the path is a link. */
    Optional<BasicFileAttributes> attributes(String name) {
        try (Parent parent = openParent(name)) {
            return Optional.of(parent.attributes());
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    /** Opens a regular file; empty if it is something else, missing or behind a link. */
    Optional<OpenFile> open(String name) {
        try (Parent parent = openParent(name)) {
            BasicFileAttributes attributes = parent.attributes();
            // Opening a pipe would block.
            return attributes.isRegularFile()
                    ? Optional.of(new OpenFile(attributes, parent.stream().newByteChannel(parent.name(), READ)))
                    : Optional.empty();
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    /**
     * Creates a file or replaces its content at once and keeps its permissions. Creates missing directories.
     *
     * @param check called immediately before the file changes; what it throws leaves the file as it is
     * @throws AgentException INVALID_VALUE if a part of the path is a link or no directory
     */
    void write(String name, byte[] content, Runnable check) {
        try {
            createDirectories(name);
            try (Parent parent = openParent(name)) {
                write(parent, content, check);
            }
        } catch (FileSystemLoopException | NotDirectoryException e) {
            throw AgentException.invalidValue("'" + GitPaths.display(name)
                    + "' is behind a link or a file, which the server does not follow: " + e.getMessage());
        } catch (IOException e) {
            throw failed("written", name, e);
        }
    }

    private static void write(Parent parent, byte[] content, Runnable check) throws IOException {
        Path partial = Path.of(".codeagent-write-" + UUID.randomUUID() + ".new");
        try {
            try (var channel = parent.stream().newByteChannel(partial, CREATE_NEW)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            view(parent.stream(), partial).setPermissions(parent.permissions());
            check.run();
            parent.stream().move(partial, parent.stream(), parent.name());
        } finally {
            parent.deleteIfExists(partial);
        }
    }

    /** Java creates them by path, so opening them afterwards may still find a link. */
    private void createDirectories(String name) throws IOException {
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            String directory = name.substring(0, end);
            Path path = GitPaths.resolve(root, directory);
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                openParent(directory).close();
                Files.createDirectory(path);
            }
        }
    }

    @SuppressWarnings("StreamResourceLeak") // The caller closes the stream with the parent.
    private Parent openParent(String name) throws IOException {
        Path relative = root.relativize(GitPaths.resolve(root, name));
        if (!relative.equals(relative.normalize()) || relative.startsWith("..") || relative.isAbsolute()) {
            throw new FileSystemException(name, null, "is not below " + root);
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
            BasicFileAttributes attributes = parent.getFileAttributeView(
                            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            if (attributes.isSymbolicLink()) {
                throw new FileSystemLoopException(name.toString()); // As the kernel, which answers ELOOP.
            }
            throw attributes.isDirectory() ? e : new NotDirectoryException(name.toString());
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this system cannot open files relative to a directory");
    }

    private static PosixFileAttributeView view(SecureDirectoryStream<Path> stream, Path name) {
        return stream.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** The open directory of an entry. */
    private record Parent(SecureDirectoryStream<Path> stream, Path name) implements AutoCloseable {
        BasicFileAttributes attributes() throws IOException {
            return view(stream, name).readAttributes();
        }

        /** Those of the file that is replaced. */
        Set<PosixFilePermission> permissions() throws IOException {
            try {
                return view(stream, name).readAttributes().permissions();
            } catch (NoSuchFileException e) {
                return NEW_FILE;
            }
        }

        void deleteIfExists(Path entry) throws IOException {
            try {
                stream.deleteFile(entry);
            } catch (NoSuchFileException e) {
                // It was moved, or not created.
            }
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    private static AgentException failed(String verb, String name, IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new AgentException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.WORKSPACE_FAILED,
                "'" + GitPaths.display(name) + "' cannot be " + verb + ": " + e.getMessage(),
                e);
    }
}
