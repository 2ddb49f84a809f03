package dev.codeagent.identity;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.LocalToken;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;

/**
 * The file of the token. A start keeps the token, so that clients survive a restart; whoever deletes the file gets a new
 * token from the next start. The file appears complete, readable only by its owner.
 */
final class LocalTokenFile {
    private static final Logger LOG = Logger.getLogger(LocalTokenFile.class.getName());
    private static final long MAX_BYTES = 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path file;
    /** In the same directory, because it becomes the file; its owner is the user of this process. */
    private final Path partial;

    private final boolean posix;

    private LocalTokenFile(Path dataDirectory, Path partial) throws IOException {
        this.file = LocalToken.file(dataDirectory);
        this.partial = partial;
        this.posix = Files.getFileStore(dataDirectory).supportsFileAttributeView("posix");
    }

    /**
     * Reads the token of the data directory, or creates it.
     *
     * @throws AgentException CONFIGURATION if the file is a link or belongs to another user, STORAGE_FAILED if it cannot be
     *     read or written
     */
    static LocalToken openOrCreate(Path dataDirectory) {
        Path file = LocalToken.file(dataDirectory);
        try {
            Files.createDirectories(dataDirectory);
            Path partial = createPartial(dataDirectory);
            try {
                return new LocalTokenFile(dataDirectory, partial).readOrCreate();
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "cannot read or write the token in " + file + ": " + e.getMessage(), e);
        }
    }

    /** On POSIX file systems, Java creates temporary files with the mode 0600. */
    private static Path createPartial(Path dataDirectory) throws IOException {
        return Files.createTempFile(dataDirectory, ".authorization-", "");
    }

    private LocalToken readOrCreate() throws IOException {
        LocalToken created = LocalToken.generate();
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.US_ASCII.encode(created.fileContent()));
            channel.force(true);
        }
        Optional<LocalToken> existing = read();
        if (existing.isPresent()) {
            return existing.get();
        }
        if (!publish()) {
            return read().orElseThrow(() -> new IOException("another process replaced it by an invalid file"));
        }
        return created;
    }

    /** Whether this process created the file; else another one did at the same time. */
    private boolean publish() throws IOException {
        try {
            Files.createLink(file, partial); // Atomic, and never replaces a file.
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | IOException e) {
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE); // The file system has no hard links.
            return true;
        }
    }

    /** Empty if there is no valid token; then there is no file either. */
    private Optional<LocalToken> read() throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!attributes.isRegularFile()) {
            throw refuse("is not a regular file");
        }
        if (posix && !owner(file).equals(owner(partial))) {
            throw refuse("belongs to another user");
        }
        if (posix && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
            LOG.warning("other users could read " + file + ", so a new token replaces it");
            Files.delete(file);
            return Optional.empty();
        }
        Optional<LocalToken> token = attributes.size() > MAX_BYTES ? Optional.empty() : LocalToken.parse(content());
        if (token.isEmpty()) {
            LOG.warning(file + " did not contain a token, so a new one replaces it");
            Files.delete(file);
        }
        return token;
    }

    private String content() throws IOException {
        try (var in = Channels.newInputStream(Files.newByteChannel(file, READ))) {
            return new String(in.readNBytes((int) MAX_BYTES), StandardCharsets.US_ASCII);
        }
    }

    private static Object owner(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
    }

    private AgentException refuse(String reason) {
        return new AgentException(
                ErrorCode.CONFIGURATION,
                file + " " + reason + ", so it may not be the token of this server; delete it, and the server creates"
                        + " another");
    }
}
