package dev.codeagent.bench.undo;

import dev.codeagent.bench.undo.UndoOracle.TreeChange;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One random tree: calls of two steps edit it, then undos revert calls and steps in random order, and finally
 * everything.
 */
final class UndoTrial {
    private final Path root;
    private final boolean bubblewrap;
    private final Path workspace;
    private final Path results;
    private final Random random;
    private final Map<String, TreeChange> changesByCall = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Counts counts;
    private Optional<ExecutorProcess> executor = Optional.empty();

    /** Totals over all trials. */
    static final class Counts {
        int calls;
        int undos;
        int conflicts;
        int interrupted;
    }

    UndoTrial(Path root, boolean bubblewrap, Path folder, long seed, Counts counts) throws IOException {
        this.root = root;
        this.bubblewrap = bubblewrap;
        this.workspace = Files.createDirectories(folder.resolve("workspace")).toRealPath();
        this.results = Files.createDirectories(folder.resolve("results"));
        this.random = new Random(seed);
        this.counts = counts;
    }

    List<String> run() throws IOException, InterruptedException {
        new RandomTree(workspace, random).fill();
        executor = Optional.of(new ExecutorProcess(root, workspace, results, bubblewrap));
        try {
            TreeSnapshot current = applyEdits(TreeSnapshot.of(workspace));
            for (int i = random.nextInt(6) + 1; i > 0 && faults.isEmpty(); i--) {
                current = random.nextInt(4) == 0
                        ? undoStep(current, random.nextBoolean() ? "coding" : "coding-2")
                        : undoCall(current);
            }
            String first = changesByCall.keySet().iterator().next();
            undo(current, Json.createObjectBuilder().add("call", first), List.of(first), true);
        } finally {
            executor.orElseThrow().close();
        }
        return faults;
    }

    private TreeSnapshot applyEdits(TreeSnapshot first) throws IOException {
        TreeSnapshot current = first;
        var edits = new RandomEdits(workspace, random);
        int number = random.nextInt(7) + 2;
        for (int i = 1; i <= number; i++) {
            String id = (i <= number / 2 ? "coding" : "coding-2") + "-t" + i + "-c1";
            RandomEdits.Edit edit = edits.next(current);
            executor.orElseThrow().call(id, edit.tool(), edit.arguments());
            TreeSnapshot after = TreeSnapshot.of(workspace);
            if (Files.exists(results.resolve(id + ".json"))) { // A rejected edit has no result file and is not undone.
                changesByCall.put(id, new TreeChange(current, after));
            }
            current = after;
            counts.calls++;
        }
        if (changesByCall.isEmpty()) {
            executor.orElseThrow().call("coding-t0-c1", "run_command", json("command", "echo x > only"));
            TreeSnapshot after = TreeSnapshot.of(workspace);
            changesByCall.put("coding-t0-c1", new TreeChange(current, after));
            current = after;
        }
        return current;
    }

    private TreeSnapshot undoCall(TreeSnapshot current) throws IOException, InterruptedException {
        List<String> ids = List.copyOf(changesByCall.keySet());
        // Users undo the last call most often.
        String id = random.nextBoolean() ? ids.getLast() : ids.get(random.nextInt(ids.size()));
        return undo(current, Json.createObjectBuilder().add("call", id), List.of(id), random.nextInt(8) == 0);
    }

    private TreeSnapshot undoStep(TreeSnapshot current, String step) throws IOException, InterruptedException {
        List<String> ids = changesByCall.keySet().stream()
                .filter(id -> id.matches(step + "-t\\d+-c1"))
                .toList();
        return ids.isEmpty()
                ? current
                : undo(current, Json.createObjectBuilder().add("step", step), ids, false);
    }

    private TreeSnapshot undo(
            TreeSnapshot current, jakarta.json.JsonObjectBuilder request, List<String> ids, boolean everythingSince)
            throws IOException, InterruptedException {
        if (everythingSince) {
            request.add("force", "everything since");
        }
        JsonObject arguments = request.build();
        String id = "undo-" + (counts.undos++);
        if (random.nextInt(4) == 0) {
            killDuringUndo(id, arguments);
        }
        JsonObject result = executor.orElseThrow().call(id, "workspace_undo", arguments);
        TreeSnapshot after = TreeSnapshot.of(workspace);
        if (result.getBoolean("isError")) {
            faults.add(arguments + ": "
                    + result.getJsonArray("content").getJsonObject(0).getString("text"));
            return after;
        }
        Set<String> conflicts = result.getJsonObject("structuredContent").getJsonArray("conflicts").stream()
                .map(c -> c.asJsonObject().getString("encoded"))
                .collect(Collectors.toSet());
        counts.conflicts += conflicts.size();
        List<TreeChange> changes = ids.stream().map(changesByCall::get).toList();
        new UndoOracle(changes, current, after, conflicts)
                .faults(everythingSince)
                .forEach(f -> faults.add(arguments + ": " + f));
        changesByCall.put(id, new TreeChange(current, after));
        return after;
    }

    /** Kills the executor during the undo and starts a new one. */
    private void killDuringUndo(String id, JsonObject arguments) throws IOException, InterruptedException {
        executor.orElseThrow().send(id, "workspace_undo", arguments);
        Thread.sleep(random.nextInt(30));
        executor.orElseThrow().kill();
        if (!Files.exists(results.resolve(id + ".json"))) {
            counts.interrupted++;
        }
        executor = Optional.of(new ExecutorProcess(root, workspace, results, bubblewrap));
    }

    private static JsonObject json(String name, String value) {
        return Json.createObjectBuilder().add(name, value).build();
    }
}
