package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Reads the files of a repository that somebody else may have made: only regular files of a limited size, never through
 * a link. A pipe would block, a device would not end.
 */
final class RepositoryFiles {
    private RepositoryFiles() {}

    /** The attributes of the entry itself; empty if it does not exist. */
    static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * The content of a regular file; empty if it does not exist.
     *
     * @throws AgentException WORKSPACE_FAILED if it is something else or larger
     */
    static Optional<byte[]> read(Path file, int maxBytes) {
        Optional<BasicFileAttributes> attributes = attributes(file);
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        requireRegularFile(file, attributes.get());
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw refused(file, "is larger than " + maxBytes + " bytes");
            }
            return Optional.of(content);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The same as text, without blanks around it. */
    static Optional<String> readLine(Path file, int maxBytes) {
        return read(file, maxBytes).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    }

    static void requireRegularFile(Path file, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            throw refused(file, "is " + describe(attributes) + " where git has a file");
        }
    }

    /** Whether the directory exists; rejects anything else there. */
    static boolean isRealDirectory(Path directory) {
        Optional<BasicFileAttributes> attributes = attributes(directory);
        attributes.filter(a -> !a.isDirectory()).ifPresent(a -> {
            throw refused(directory, "is " + describe(a) + " where git has a directory");
        });
        return attributes.isPresent();
    }

    /** Rejects entries of a directory that are neither regular files nor, if allowed, directories. */
    static void requirePlainEntries(Path directory, boolean directoriesAllowed, int maxEntries) {
        if (!isRealDirectory(directory)) {
            return;
        }
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (++count > maxEntries) {
                    throw refused(directory, "has more than " + maxEntries + " entries");
                }
                Optional<BasicFileAttributes> attributes = attributes(entry);
                boolean plain = attributes.isEmpty()
                        || attributes.get().isRegularFile()
                        || directoriesAllowed && attributes.get().isDirectory();
                if (!plain) {
                    throw refused(entry, "is " + describe(attributes.get()) + ", which git does not create there");
                }
            }
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /** Whether a directory has an entry whose name matches the glob. */
    static boolean hasEntry(Path directory, String glob) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
            return entries.iterator().hasNext();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    static String describe(BasicFileAttributes attributes) {
        return attributes.isSymbolicLink()
                ? "a symbolic link"
                : attributes.isDirectory()
                        ? "a directory"
                        : attributes.isRegularFile() ? "a file" : "a pipe or a device";
    }

    static AgentException refused(Path path, String reason) {
        return new AgentException(
                ErrorCode.WORKSPACE_FAILED,
                "the server does not use this repository: " + path + " " + reason
                        + "; repair the repository, for example with a new clone");
    }

    static AgentException unreadable(Path path, IOException e) {
        return new AgentException(ErrorCode.WORKSPACE_FAILED, path + " cannot be read: " + e.getMessage(), e);
    }
}
