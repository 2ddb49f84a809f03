package dev.codeagent.config;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The data directory belongs to one server: it holds the lock on {@code server.lock}, and {@code server.json} says where
 * it answers. The program that starts Payara Micro does both before the application exists; on Payara Server the
 * application does.
 */
public final class DataDirectoryLock implements AutoCloseable {
    /** Somebody else of this process has the lock. Opening its file again, and closing it, would give the lock away. */
    public static final DataDirectoryLock NONE = new DataDirectoryLock(Path.of(""), Optional.empty());

    private final Path dataDirectory;
    private final Optional<FileChannel> channel;

    private DataDirectoryLock(Path dataDirectory, Optional<FileChannel> channel) {
        this.dataDirectory = dataDirectory;
        this.channel = channel;
    }

    /** Takes the lock and says where the server is; CONFLICT where another server has it. */
    public static DataDirectoryLock acquire(Path dataDirectory, int port) {
        try {
            Files.createDirectories(dataDirectory);
            FileChannel channel = FileChannel.open(
                    dataDirectory.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = new DataDirectoryLock(dataDirectory, Optional.of(channel));
            if (!tryLock(channel)) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "another server works on " + dataDirectory
                                + "; stop it, or choose another folder with data.directory");
            }
            lock.writeServerFile(port);
            return lock;
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot take the data directory " + dataDirectory + ": " + e.getMessage(),
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
            return false; // Another application of this process; its lock must not be given away.
        }
    }

    private void writeServerFile(int port) throws IOException {
        Path partial = dataDirectory.resolve("server.json.new");
        Files.writeString(partial, "{\"pid\":" + ProcessHandle.current().pid() + ",\"port\":" + port + "}\n");
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
