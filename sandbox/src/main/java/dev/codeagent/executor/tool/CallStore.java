package dev.codeagent.executor.tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers mutating calls by their ids, outside of the workspace: a marker before a call acts, its result after. A marker
 * without a result, of an executor that is gone, is a call whose outcome nobody knows.
 */
public final class CallStore {
    private final Path directory;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    public CallStore(Path directory) {
        this.directory = directory;
    }

    /** Where a call stands. */
    public enum State {
        NEVER,
        RUNNING,
        FINISHED,
        UNKNOWN
    }

    State state(String id) {
        if (Files.exists(resultFile(id))) {
            return State.FINISHED;
        }
        if (running.contains(id)) {
            return State.RUNNING;
        }
        return Files.exists(markerFile(id)) ? State.UNKNOWN : State.NEVER;
    }

    Optional<JsonObject> result(String id) {
        return read(resultFile(id));
    }

    /** What was noted when the call began. */
    Optional<JsonObject> marker(String id) {
        return read(markerFile(id));
    }

    /** Notes durably that the call begins; {@code note} helps to tell later whether it happened. */
    void begin(String id, JsonObject note) {
        running.add(id);
        write(markerFile(id), note);
    }

    void finish(String id, JsonObject result) {
        write(resultFile(id), result);
        running.remove(id);
    }

    private Path markerFile(String id) {
        return directory.resolve(checked(id) + ".started");
    }

    private Path resultFile(String id) {
        return directory.resolve(checked(id) + ".json");
    }

    private static String checked(String id) {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,119}")) {
            throw new ToolError("'" + id + "' is not a call id");
        }
        return id;
    }

    private static Optional<JsonObject> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var reader = Json.createReader(new StringReader(Files.readString(file)))) {
            return Optional.of(reader.readObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, JsonObject content) {
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                partial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content.toString().getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remember the call: " + e.getMessage(), e);
        }
    }
}
