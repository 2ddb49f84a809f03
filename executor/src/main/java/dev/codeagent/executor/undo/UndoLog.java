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

/** The calls in order, with the workspace before and after each, in an append-only file. */
final class UndoLog {
    private final Path file;
    private final List<RecordedCall> calls = new ArrayList<>();
    private final Map<String, String> plans = new HashMap<>();
    private final Map<String, Boolean> outputDecisions = new HashMap<>();
    private final List<ModeChange> modeChanges = new ArrayList<>();

    /** A path whose mode is changed temporarily, and its original mode. */
    record ModeChange(String path, int originalMode) {}

    /**
     * One call.
     *
     * @param treeAfter empty if the executor was killed before it was recorded
     */
    record RecordedCall(String id, String treeBefore, String treeAfter) {}

    UndoLog(Path file) {
        this.file = file;
        try {
            String text = Files.exists(file) ? Files.readString(file, StandardCharsets.US_ASCII) : "";
            // A crash may leave an incomplete last line.
            int completeLength = text.lastIndexOf('\n') + 1;
            text.substring(0, completeLength).lines().forEach(line -> replayLine(line.split(" ")));
            if (completeLength < text.length()) {
                truncate(completeLength);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void truncate(int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    private void replayLine(String[] tokens) {
        switch (tokens[0]) {
            case "before" -> applyBefore(tokens[1], tokens[2]);
            case "after" -> applyAfter(tokens[1], tokens[2]);
            case "plan" -> plans.put(tokens[1], tokens[2]);
            case "left-out" -> outputDecisions.put(tokens[1], true);
            case "opened" -> modeChanges.add(new ModeChange(tokens[2], Integer.parseInt(tokens[1], 8)));
            case "closed" -> modeChanges.removeIf(o -> o.path().equals(tokens[1]));
            case "recorded" -> outputDecisions.put(tokens[1], false);
            default -> throw new UndoException(file + ": this version does not support the entry '" + tokens[0] + "'");
        }
    }

    /** The last call, if it is started again, keeps the state before its first start. */
    private void applyBefore(String id, String before) {
        if (!calls.isEmpty()
                && calls.getLast().id().equals(id)
                && calls.getLast().treeAfter().isEmpty()) {
            return;
        }
        calls.removeIf(c -> c.id().equals(id) && c.treeAfter().isEmpty());
        calls.add(new RecordedCall(id, before, ""));
    }

    private void applyAfter(String id, String after) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).id().equals(id)) {
                calls.set(i, new RecordedCall(id, calls.get(i).treeBefore(), after));
                return;
            }
        }
    }

    void appendBefore(String id, String tree) {
        appendLine("before " + id + " " + tree, false);
        applyBefore(id, tree);
    }

    void appendAfter(String id, String tree) {
        appendLine("after " + id + " " + tree, false);
        applyAfter(id, tree);
    }

    void appendPlan(String id, String object) {
        appendLine("plan " + id + " " + object, true);
        plans.put(id, object);
    }

    void appendOutputDecision(String path, boolean excluded) {
        appendLine((excluded ? "left-out " : "recorded ") + path, true);
    }

    void appendModeChange(String path, int mode) {
        appendLine("opened " + Integer.toOctalString(mode) + " " + path, true);
        modeChanges.add(new ModeChange(path, mode));
    }

    void appendModeRestored(String path) {
        appendLine("closed " + path, true);
        modeChanges.removeIf(o -> o.path().equals(path));
    }

    List<ModeChange> modeChanges() {
        return modeChanges;
    }

    Map<String, Boolean> outputDecisions() {
        return outputDecisions;
    }

    Optional<String> plan(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    Optional<RecordedCall> find(String id) {
        return calls.stream().filter(c -> c.id().equals(id)).reduce((a, b) -> b);
    }

    List<RecordedCall> calls() {
        return List.copyOf(calls);
    }

    /** Without {@code durable}, a power failure may lose the line; then only the undo of the call is impossible. */
    private void appendLine(String line, boolean durable) {
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
