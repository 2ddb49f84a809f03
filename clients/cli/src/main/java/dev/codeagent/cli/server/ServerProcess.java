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

/** Pid and port of the server of a data directory, from its {@code server.json}. */
public record ServerProcess(long pid, int port) {

    /** Empty if the process is not alive: a killed server does not delete its file. */
    public static Optional<ServerProcess> find(Path data) {
        return read(data).filter(ServerProcess::isAlive).filter(server -> isLocked(data));
    }

    private static Optional<ServerProcess> read(Path data) {
        try (var reader = Json.createReader(new StringReader(Files.readString(data.resolve("server.json"))))) {
            var json = reader.readObject();
            return Optional.of(new ServerProcess(json.getJsonNumber("pid").longValue(), json.getInt("port")));
        } catch (IOException | JsonException | NullPointerException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** The port of the server that holds the lock of the data directory; its process may be in a container. */
    static Optional<Integer> recordedPort(Path data) {
        return read(data).map(ServerProcess::port).filter(port -> isLocked(data));
    }

    /** A server holds this lock while it is alive. The list of processes may contain a killed process for some time. */
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

    /** The system may have given the pid to another program; true if the system does not report the command. */
    private static boolean isJava(ProcessHandle process) {
        return process.info().command().map(c -> c.contains("java")).orElse(true);
    }
}
