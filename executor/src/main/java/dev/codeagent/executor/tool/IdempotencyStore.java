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
 * Stores mutating calls by id, outside of the workspace: a marker before the call changes something, its result after.
 * If an executor was killed and left a marker without a result, the outcome of that call is unknown.
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

    /** Is called before and after each mutating call. */
    public interface CallListener {

        /** @throws ToolExecutionException if the workspace cannot be recorded; the call does not start then */
        void beforeCall(String id);

        void afterCall(String id);
    }

    /** State of a call; {@code call_status} returns it in lower case. */
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

    /** What was stored when the call started. */
    Optional<JsonObject> marker(String id) {
        return read(markerFile(id));
    }

    /** Whether a call has a marker and no result, because an executor was killed during the call. */
    public boolean hasInterruptedCall() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(marker -> marker.getFileName().toString())
                    .filter(name -> name.endsWith(STARTED))
                    .map(name -> name.substring(0, name.length() - STARTED.length()))
                    .anyMatch(id -> !Files.exists(directory.resolve(id + ".json")));
        }
    }

    /** Stores durably that the call starts; the marker contains what is needed after a crash to verify the call. */
    void begin(String id, JsonObject marker) {
        listener.beforeCall(id);
        running.add(id);
        try {
            write(markerFile(id), marker, true);
        } catch (UncheckedIOException e) {
            running.remove(id); // The call does not start, so nothing else would remove it.
            throw e;
        }
    }

    void finish(String id, JsonObject result) {
        try {
            listener.afterCall(id);
            // If a power failure loses the result, the outcome is unknown, which is safe; the marker must not be lost.
            write(resultFile(id), result, false);
        } finally {
            running.remove(
                    id); // Without its result the outcome is unknown; the call does not stay in the state running.
        }
    }

    /** The call stopped without a result; it may be started again. */
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
            throw new ToolExecutionException(
                    "'" + id + "' is not a call id; use 1 to 120 letters, digits, '.', '_' and '-'");
        }
        return id;
    }

    /** An incomplete file counts as none: without a marker the call did not start, without a result it is unknown. */
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

    /** If durable, the file and its name are on the disk when this returns, because the file is not renamed. */
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
            throw new UncheckedIOException("cannot store the call: " + e.getMessage(), e);
        }
    }
}
