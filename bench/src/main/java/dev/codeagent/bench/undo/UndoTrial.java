package dev.codeagent.bench.undo;

import dev.codeagent.bench.undo.Oracle.Span;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** One tree: edited by calls of two steps, undone in random order, at last all of it. */
final class UndoTrial {
    private final Path root;
    private final boolean walls;
    private final Path workspace;
    private final Path results;
    private final Random random;
    private final Map<String, Span> calls = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Counts counts;
    private Executor executor;

    /** What all trials did. */
    static final class Counts {
        int calls;
        int undos;
        int conflicts;
        int interrupted;
    }

    UndoTrial(Path root, boolean walls, Path folder, long seed, Counts counts) throws IOException {
        this.root = root;
        this.walls = walls;
        this.workspace = Files.createDirectories(folder.resolve("workspace")).toRealPath();
        this.results = Files.createDirectories(folder.resolve("results"));
        this.random = new Random(seed);
        this.counts = counts;
    }

    List<String> run() throws IOException, InterruptedException {
        new RandomTree(workspace, random).fill();
        executor = new Executor(root, workspace, results, walls);
        try {
            Snapshot now = edit(Snapshot.of(workspace));
            for (int i = random.nextInt(6) + 1; i > 0 && faults.isEmpty(); i--) {
                now = random.nextInt(4) == 0
                        ? undoStep(now, random.nextBoolean() ? "coding" : "coding-2")
                        : undoCall(now);
            }
            String first = calls.keySet().iterator().next();
            undo(now, Json.createObjectBuilder().add("call", first), List.of(first), true);
        } finally {
            executor.close();
        }
        return faults;
    }

    private Snapshot edit(Snapshot first) throws IOException {
        Snapshot now = first;
        var edits = new RandomEdits(workspace, random);
        int number = random.nextInt(7) + 2;
        for (int i = 1; i <= number; i++) {
            String id = (i <= number / 2 ? "coding" : "coding-2") + "-t" + i + "-c1";
            RandomEdits.Edit edit = edits.next(now);
            executor.call(id, edit.tool(), edit.arguments());
            Snapshot after = Snapshot.of(workspace);
            if (Files.exists(results.resolve(id + ".json"))) { // An edit that was refused is no call.
                calls.put(id, new Span(now, after));
            }
            now = after;
            counts.calls++;
        }
        if (calls.isEmpty()) {
            executor.call("coding-t0-c1", "run_command", json("command", "echo x > only"));
            Snapshot after = Snapshot.of(workspace);
            calls.put("coding-t0-c1", new Span(now, after));
            now = after;
        }
        return now;
    }

    private Snapshot undoCall(Snapshot now) throws IOException, InterruptedException {
        List<String> ids = List.copyOf(calls.keySet());
        // The last one oftener than others, as people do.
        String id = random.nextBoolean() ? ids.getLast() : ids.get(random.nextInt(ids.size()));
        return undo(now, Json.createObjectBuilder().add("call", id), List.of(id), random.nextInt(8) == 0);
    }

    private Snapshot undoStep(Snapshot now, String step) throws IOException, InterruptedException {
        List<String> ids = calls.keySet().stream()
                .filter(id -> id.matches(step + "-t\\d+-c1"))
                .toList();
        return ids.isEmpty() ? now : undo(now, Json.createObjectBuilder().add("step", step), ids, false);
    }

    private Snapshot undo(Snapshot now, jakarta.json.JsonObjectBuilder what, List<String> ids, boolean everythingSince)
            throws IOException, InterruptedException {
        if (everythingSince) {
            what.add("force", "everything since");
        }
        JsonObject arguments = what.build();
        String id = "undo-" + (counts.undos++);
        if (random.nextInt(4) == 0) {
            interrupt(id, arguments);
        }
        JsonObject result = executor.call(id, "workspace_undo", arguments);
        Snapshot after = Snapshot.of(workspace);
        if (result.getBoolean("isError")) {
            faults.add(arguments + ": "
                    + result.getJsonArray("content").getJsonObject(0).getString("text"));
            return after;
        }
        Set<String> conflicts = result.getJsonObject("structuredContent").getJsonArray("conflicts").stream()
                .map(c -> c.asJsonObject().getString("encoded"))
                .collect(Collectors.toSet());
        counts.conflicts += conflicts.size();
        List<Span> spans = ids.stream().map(calls::get).toList();
        new Oracle(spans, now, after, conflicts).faults(everythingSince).forEach(f -> faults.add(arguments + ": " + f));
        calls.put(id, new Span(now, after));
        return after;
    }

    /** Kills the executor somewhere in the undo, and starts another. */
    private void interrupt(String id, JsonObject arguments) throws IOException, InterruptedException {
        executor.send(id, "workspace_undo", arguments);
        Thread.sleep(random.nextInt(30));
        executor.kill();
        if (!Files.exists(results.resolve(id + ".json"))) {
            counts.interrupted++;
        }
        executor = new Executor(root, workspace, results, walls);
    }

    private static JsonObject json(String name, String value) {
        return Json.createObjectBuilder().add(name, value).build();
    }
}
