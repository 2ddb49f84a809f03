package dev.codeagent.client.local;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The server of a data directory and where it listens, from its {@code server.json}. */
public record ServerProcess(long pid, URI address) {
    private static final String LOOPBACK = "127.0.0.1";

    /** Empty if the process is not alive: a killed server does not delete its file. */
    public static Optional<ServerProcess> find(Path data) {
        return recorded(data).filter(server -> isAlive(server.pid()));
    }

    /** The server that holds the lock of the data directory; its process may be in a container. */
    public static Optional<ServerProcess> recorded(Path data) {
        return read(data)
                .filter(json -> json.containsKey("port"))
                .flatMap(json -> parse(() -> new ServerProcess(
                        json.getJsonNumber("pid").longValue(),
                        address(json.getString("host", LOOPBACK), json.getInt("port")))))
                .filter(server -> isLocked(data));
    }

    /** The process id of a server that does not listen yet, so that another program may listen at its address. */
    public static Optional<Long> findStarting(Path data) {
        return read(data)
                .filter(json -> !json.containsKey("port"))
                .flatMap(json -> parse(() -> json.getJsonNumber("pid").longValue()))
                .filter(pid -> isAlive(pid) && isLocked(data));
    }

    private static Optional<JsonObject> read(Path data) {
        return parse(() -> {
            try (var reader = Json.createReader(new StringReader(Files.readString(data.resolve("server.json"))))) {
                return reader.readObject();
            }
        });
    }

    private static <T> Optional<T> parse(Callable<T> reader) {
        try {
            return Optional.of(reader.call());
        } catch (Exception e) {
            return Optional.empty(); // There is no file, or it is not that of a server.
        }
    }

    private static URI address(String host, int port) {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /** A server holds this lock while it is alive. The list of processes may contain a killed process for some time. */
    public static boolean isLocked(Path data) {
        try (FileChannel channel = FileChannel.open(data.resolve("server.lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isAlive(long pid) {
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
