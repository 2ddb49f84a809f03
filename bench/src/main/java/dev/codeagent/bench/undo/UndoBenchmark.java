package dev.codeagent.bench.undo;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.TextTable;
import jakarta.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Edits random trees with random tools through a real executor and undoes the edits; any difference in bytes, modes,
 * links or untouched times is a fault.
 */
public final class UndoBenchmark implements Benchmark {
    private static final int TREES = 500;
    private static final int FILES = 10_000;
    private static final int CALLS = 20;

    @Override
    public String name() {
        return "undo";
    }

    @Override
    public String description() {
        return "[N=500] [SEED=1] [--sandbox bubblewrap] [--files 10000]: random trees, edited and undone; FAIL at"
                + " any difference";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int trees = (int) options.positional(0, TREES);
        long seed = options.positional(1, 1);
        boolean bubblewrap = options.textOption("sandbox", "plain").equals("bubblewrap");
        Path root = BuildArtifacts.locate().projectRoot();
        var faults = new ArrayList<String>();
        var counts = new UndoTrial.Counts();
        try (var directory = new BenchmarkDirectory()) {
            for (int i = 0; i < trees; i++) {
                Path folder = Files.createDirectory(directory.path().resolve("tree-" + (seed + i)));
                List<String> found = new UndoTrial(root, bubblewrap, folder, seed + i, counts).run();
                for (String fault : found) {
                    faults.add("seed " + (seed + i) + " " + fault);
                }
                if (found.isEmpty()) {
                    delete(folder);
                }
            }
            return directory.retainIfFailed(report(
                    trees, counts, measureCost(root, directory.path(), options.intOption("files", FILES)), faults));
        }
    }

    /** The time of a call with the undo record: the first call reads the whole tree, later calls walk it. */
    private record SnapshotCost(double firstMs, double walkMs, double emptyMs) {}

    private static SnapshotCost measureCost(Path root, Path folder, int files)
            throws IOException, InterruptedException {
        double[] full = measureCalls(root, Files.createDirectory(folder.resolve("full")), files);
        double[] empty = measureCalls(root, Files.createDirectory(folder.resolve("empty")), 0);
        return new SnapshotCost(full[0], full[1], empty[1]);
    }

    /** Returns the milliseconds of the first command that changes nothing, and the median of the later ones. */
    private static double[] measureCalls(Path root, Path folder, int files) throws IOException, InterruptedException {
        Path workspace = Files.createDirectory(folder.resolve("workspace"));
        Path results = Files.createDirectory(folder.resolve("results"));
        for (int i = 0; i < files; i++) {
            Path in = Files.createDirectories(workspace.resolve("p" + i / 400).resolve("q" + i / 20));
            Files.writeString(in.resolve("File" + i + ".java"), ("class C" + i + " { }\n").repeat(200));
        }
        Thread.sleep(1_000);
        var times = new ArrayList<Double>();
        try (var executor = new ExecutorProcess(root, workspace, results, false)) {
            executor.call(
                    "warm",
                    "list_files",
                    Json.createObjectBuilder().add("depth", 1).build());
            for (int i = 0; i <= CALLS; i++) {
                long begin = System.nanoTime();
                executor.call(
                        "c" + i,
                        "run_command",
                        Json.createObjectBuilder().add("command", "true").build());
                times.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return new double[] {
            times.getFirst(), Samples.of(times.subList(1, times.size())).percentile(0.5)
        };
    }

    private static BenchmarkResult report(int trees, UndoTrial.Counts counts, SnapshotCost cost, List<String> faults) {
        new TextTable()
                .row("a call that changes nothing", "ms")
                .row("in an empty workspace", Samples.formatMillis(cost.emptyMs()))
                .row("first call, reads the whole tree", Samples.formatMillis(cost.firstMs()))
                .row("later calls (median)", Samples.formatMillis(cost.walkMs()))
                .print();
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("trees", String.valueOf(trees));
        metrics.put("calls", String.valueOf(counts.calls));
        metrics.put("undos", String.valueOf(counts.undos));
        metrics.put("conflicts", String.valueOf(counts.conflicts));
        metrics.put("interrupted", String.valueOf(counts.interrupted));
        metrics.put("firstMs", Samples.formatMillis(cost.firstMs()));
        metrics.put("walkMs", Samples.formatMillis(cost.walkMs()));
        metrics.put("emptyMs", Samples.formatMillis(cost.emptyMs()));
        metrics.put("faults", String.valueOf(faults.size()));
        return new BenchmarkResult(metrics, faults);
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
