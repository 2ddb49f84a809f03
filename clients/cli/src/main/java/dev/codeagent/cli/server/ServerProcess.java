package dev.codeagent.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonException;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** What {@code server.json} in a data directory says: the process and the port of its server. */
public record ServerProcess(long pid, int port) {

    /** Empty where no such process lives: a killed server leaves its file behind. */
    public static Optional<ServerProcess> find(Path data) {
        try (var reader = Json.createReader(new StringReader(Files.readString(data.resolve("server.json"))))) {
            var json = reader.readObject();
            return Optional.of(new ServerProcess(json.getJsonNumber("pid").longValue(), json.getInt("port")))
                    .filter(ServerProcess::isAlive)
                    .filter(record -> isLocked(data));
        } catch (IOException | JsonException | NullPointerException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** A server holds this lock as long as it lives; a killed process may still be listed for a while. */
    static boolean isLocked(Path data) {
        try (FileChannel channel = FileChannel.open(data.resolve("server.lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException e) {
            return false;
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(ServerProcess::isJava)
                .orElse(false);
    }

    /** The number may have gone to another program since; where the system does not tell, it is believed. */
    private static boolean isJava(ProcessHandle process) {
        return process.info().command().map(c -> c.contains("java")).orElse(true);
    }
}
