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
public final class CallStore {
    private static final String STARTED = ".started";

    private final Path directory;
    private final Witness witness;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    public CallStore(Path directory, Witness witness) {
        this.directory = directory;
        this.witness = witness;
    }

    /** Sees the workspace before a call changes it, and after. */
    public interface Witness {

        /** ToolError where it cannot; then the call does not begin. */
        void before(String id);

        void after(String id);
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
    public boolean interrupted() throws IOException {
        try (var notes = Files.list(directory)) {
            return notes.map(note -> note.getFileName().toString())
                    .filter(name -> name.endsWith(STARTED))
                    .map(name -> name.substring(0, name.length() - STARTED.length()))
                    .anyMatch(id -> !Files.exists(directory.resolve(id + ".json")));
        }
    }

    /** Notes durably that the call begins; {@code note} helps to tell later whether it happened. */
    void begin(String id, JsonObject note) {
        witness.before(id);
        running.add(id);
        write(markerFile(id), note, true);
    }

    void finish(String id, JsonObject result) {
        witness.after(id);
        // Where the machine loses it, the call's outcome is unknown, which is safe; the marker may not be lost.
        write(resultFile(id), result, false);
        running.remove(id);
    }

    /** The call stopped without a result; it may be begun again. */
    void stop(String id) {
        running.remove(id);
    }

    private Path markerFile(String id) {
        return directory.resolve(checked(id) + STARTED);
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
