package dev.codeagent.config;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The lock on {@code server.lock} that gives the data directory to one server. {@code server.json} contains the process
 * id and the address of this server. The launcher of Payara Micro takes the lock before it deploys the application; on
 * Payara Server the application takes it.
 */
public final class DataDirectoryLock implements AutoCloseable {
    /** Another part of this process holds the lock. To open and close the lock file again would release the lock. */
    public static final DataDirectoryLock NONE = new DataDirectoryLock(Path.of(""), Optional.empty());

    private final Path dataDirectory;
    private final Optional<FileChannel> channel;

    private DataDirectoryLock(Path dataDirectory, Optional<FileChannel> channel) {
        this.dataDirectory = dataDirectory;
        this.channel = channel;
    }

    /**
     * Takes the lock and writes {@code server.json}.
     *
     * @throws AgentException CONFLICT if another server holds the lock; STORAGE_FAILED if the directory cannot be
     * written
     */
    public static DataDirectoryLock acquire(Path dataDirectory, String host, int port) {
        try {
            Files.createDirectories(dataDirectory);
            FileChannel channel = FileChannel.open(
                    dataDirectory.resolve("server.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            var lock = new DataDirectoryLock(dataDirectory, Optional.of(channel));
            if (!tryLock(channel)) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "another server works on " + dataDirectory
                                + "; stop it, or set data.directory to another directory");
            }
            lock.writeServerFile(host, port);
            return lock;
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot lock the data directory " + dataDirectory + ": " + e.getMessage(),
                    e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return true;
            }
            channel.close();
            return false;
        } catch (OverlappingFileLockException e) {
            return false; // Another application of this process holds the lock; closing the channel would release it.
        }
    }

    private void writeServerFile(String host, int port) throws IOException {
        Path partial = dataDirectory.resolve("server.json.new");
        Files.deleteIfExists(partial);
        Files.writeString(
                partial,
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"host\":\""
                        + InetAddress.getByName(host).getHostAddress().replace("0:0:0:0:0:0:0:1", "::1")
                        + "\",\"port\":" + port + "}\n",
                StandardOpenOption.CREATE_NEW);
        Files.move(partial, dataDirectory.resolve("server.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        channel.ifPresent(lockedChannel -> {
            try (lockedChannel) {
                Files.deleteIfExists(dataDirectory.resolve("server.json"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
