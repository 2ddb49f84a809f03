package dev.codeagent.executor.undo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls in their order, with the workspace before and after each: lines that are only ever added, each on the disk. */
final class CallLog {
    private final Path file;
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, String> plans = new HashMap<>();
    private final Map<String, Boolean> outputs = new HashMap<>();
    private final List<Opened> opened = new ArrayList<>();

    /** A path whose mode was changed for a moment, and the mode that it gets back. */
    record Opened(String path, int mode) {}

    /**
     * One call.
     *
     * @param after empty where the executor died before it knew
     */
    record Call(String id, String before, String after) {}

    CallLog(Path file) {
        this.file = file;
        try {
            String text = Files.exists(file) ? Files.readString(file, StandardCharsets.US_ASCII) : "";
            // Behind the last line end is what a death cut off.
            int whole = text.lastIndexOf('\n') + 1;
            text.substring(0, whole).lines().forEach(line -> read(line.split(" ")));
            if (whole < text.length()) {
                cut(whole);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void cut(int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    private void read(String[] words) {
        switch (words[0]) {
            case "before" -> began(words[1], words[2]);
            case "after" -> ended(words[1], words[2]);
            case "plan" -> plans.put(words[1], words[2]);
            case "left-out" -> outputs.put(words[1], true);
            case "opened" -> opened.add(new Opened(words[2], Integer.parseInt(words[1], 8)));
            case "closed" -> opened.removeIf(o -> o.path().equals(words[1]));
            case "recorded" -> outputs.put(words[1], false);
            default -> throw new UndoError(file + " has a line that this version does not know: " + words[0]);
        }
    }

    /** A call that is begun once more, as the last one, keeps what was before its first beginning. */
    private void began(String id, String before) {
        if (!calls.isEmpty()
                && calls.getLast().id().equals(id)
                && calls.getLast().after().isEmpty()) {
            return;
        }
        calls.removeIf(c -> c.id().equals(id) && c.after().isEmpty());
        calls.add(new Call(id, before, ""));
    }

    private void ended(String id, String after) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).id().equals(id)) {
                calls.set(i, new Call(id, calls.get(i).before(), after));
                return;
            }
        }
    }

    void before(String id, String tree) {
        write("before " + id + " " + tree, false);
        began(id, tree);
    }

    void after(String id, String tree) {
        write("after " + id + " " + tree, false);
        ended(id, tree);
    }

    void plan(String id, String object) {
        write("plan " + id + " " + object, true);
        plans.put(id, object);
    }

    void output(String path, boolean leftOut) {
        write((leftOut ? "left-out " : "recorded ") + path, true);
    }

    void opened(String path, int mode) {
        write("opened " + Integer.toOctalString(mode) + " " + path, true);
        opened.add(new Opened(path, mode));
    }

    void closed(String path) {
        write("closed " + path, true);
        opened.removeIf(o -> o.path().equals(path));
    }

    List<Opened> opened() {
        return opened;
    }

    Map<String, Boolean> outputs() {
        return outputs;
    }

    Optional<String> plan(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    Optional<Call> find(String id) {
        return calls.stream().filter(c -> c.id().equals(id)).reduce((a, b) -> b);
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** What only a power failure can lose need not be waited for where nothing depends on it: the call can't be undone then. */
    private void write(String line, boolean durable) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
