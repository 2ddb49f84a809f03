package dev.codeagent.executor.tool;

import jakarta.json.Json;
import jakarta.json.JsonException;
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
public final class IdempotencyStore {
    private static final String STARTED = ".started";

    private final Path directory;
    private final CallListener listener;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    public IdempotencyStore(Path directory, CallListener listener) {
        this.directory = directory;
        this.listener = listener;
    }

    /** Sees the workspace before a call changes it, and after. */
    public interface CallListener {

        /** ToolExecutionException where it cannot; then the call does not begin. */
        void beforeCall(String id);

        void afterCall(String id);
    }

    /** Where a call stands. */
    public enum State {
        NEVER,
        RUNNING,
        FINISHED,
        UNKNOWN
    }

    State state(String id) {
        if (result(id).isPresent()) {
            return State.FINISHED;
        }
        if (running.contains(id)) {
            return State.RUNNING;
        }
        return marker(id).isPresent() ? State.UNKNOWN : State.NEVER;
    }

    Optional<JsonObject> result(String id) {
        return read(resultFile(id));
    }

    /** What was noted when the call began. */
    Optional<JsonObject> marker(String id) {
        return read(markerFile(id));
    }

    /** Whether a call began whose outcome was not noted: an executor died in it. */
    public boolean hasInterruptedCall() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(marker -> marker.getFileName().toString())
                    .filter(name -> name.endsWith(STARTED))
                    .map(name -> name.substring(0, name.length() - STARTED.length()))
                    .anyMatch(id -> !Files.exists(directory.resolve(id + ".json")));
        }
    }

    /** Notes durably that the call begins; {@code note} helps to tell later whether it happened. */
    void begin(String id, JsonObject marker) {
        listener.beforeCall(id);
        running.add(id);
        write(markerFile(id), marker, true);
    }

    void finish(String id, JsonObject result) {
        listener.afterCall(id);
        // Where the machine loses it, the call's outcome is unknown, which is safe; the marker may not be lost.
        write(resultFile(id), result, false);
        running.remove(id);
    }

    /** The call stopped without a result; it may be begun again. */
    void abandon(String id) {
        running.remove(id);
    }

    private Path markerFile(String id) {
        return directory.resolve(requireValidCallId(id) + STARTED);
    }

    private Path resultFile(String id) {
        return directory.resolve(requireValidCallId(id) + ".json");
    }

    private static String requireValidCallId(String id) {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,119}")) {
            throw new ToolExecutionException("'" + id + "' is not a call id");
        }
        return id;
    }

    /** Half a note is none: of a marker, the call had not begun; of a result, nobody knows it. */
    private static Optional<JsonObject> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var reader = Json.createReader(new StringReader(Files.readString(file)))) {
            return Optional.of(reader.readObject());
        } catch (JsonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Durable: the file and its name are on the disk when this returns, because nothing was renamed. */
    private static void write(Path file, JsonObject content, boolean durable) {
        Path target = durable ? file : file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(content.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                channel.force(true);
            } else {
                Files.move(target, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remember the call: " + e.getMessage(), e);
        }
    }
}
