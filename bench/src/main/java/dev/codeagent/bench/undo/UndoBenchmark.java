package dev.codeagent.bench.undo;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Installation;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Samples;
import dev.codeagent.bench.rig.Table;
import jakarta.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Random trees, edited by random tools through a real executor and undone; any byte, mode or link amiss is a fault. */
public final class UndoBenchmark implements Benchmark {
    private static final int TREES = 500;
    private static final int FILES = 10_000;
    private static final int CALLS = 20;

    @Override
    public String name() {
        return "undo";
    }

    @Override
    public String purpose() {
        return "[N 500] [SEED 1] [--sandbox bubblewrap] [--files 10000]: random trees, edited, undone, compared; FAIL at any difference";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        int trees = (int) options.at(0, TREES);
        long seed = options.at(1, 1);
        boolean walls = options.text("sandbox", "plain").equals("bubblewrap");
        Path root = Installation.find().root();
        var faults = new ArrayList<String>();
        var counts = new UndoTrial.Counts();
        try (var bench = new Bench()) {
            for (int i = 0; i < trees; i++) {
                Path folder = Files.createDirectory(bench.folder().resolve("tree-" + (seed + i)));
                List<String> found = new UndoTrial(root, walls, folder, seed + i, counts).run();
                for (String fault : found) {
                    faults.add("seed " + (seed + i) + " " + fault);
                }
                if (found.isEmpty()) {
                    delete(folder);
                }
            }
            return bench.finish(
                    report(trees, counts, cost(root, bench.folder(), options.named("files", FILES)), faults));
        }
    }

    /** What the record adds to a call: the first reads the whole tree, the others walk it. */
    private record Cost(double firstMs, double walkMs, double emptyMs) {}

    private static Cost cost(Path root, Path folder, int files) throws IOException, InterruptedException {
        double[] full = calls(root, Files.createDirectory(folder.resolve("full")), files);
        double[] empty = calls(root, Files.createDirectory(folder.resolve("empty")), 0);
        return new Cost(full[0], full[1], empty[1]);
    }

    /** Milliseconds of a first command that does nothing, and the median of those after it. */
    private static double[] calls(Path root, Path folder, int files) throws IOException, InterruptedException {
        Path workspace = Files.createDirectory(folder.resolve("workspace"));
        Path results = Files.createDirectory(folder.resolve("results"));
        for (int i = 0; i < files; i++) {
            Path in = Files.createDirectories(workspace.resolve("p" + i / 400).resolve("q" + i / 20));
            Files.writeString(in.resolve("File" + i + ".java"), ("class C" + i + " { }\n").repeat(200));
        }
        Thread.sleep(1_000);
        var times = new ArrayList<Double>();
        try (var executor = new Executor(root, workspace, results, false)) {
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

    private static Outcome report(int trees, UndoTrial.Counts counts, Cost cost, List<String> faults) {
        new Table()
                .row("a call that changes nothing", "ms")
                .row("in an empty workspace", Samples.ms(cost.emptyMs()))
                .row("the first, the whole tree is read", Samples.ms(cost.firstMs()))
                .row("each after it (median)", Samples.ms(cost.walkMs()))
                .print();
        var figures = new LinkedHashMap<String, String>();
        figures.put("trees", String.valueOf(trees));
        figures.put("calls", String.valueOf(counts.calls));
        figures.put("undos", String.valueOf(counts.undos));
        figures.put("conflicts", String.valueOf(counts.conflicts));
        figures.put("interrupted", String.valueOf(counts.interrupted));
        figures.put("firstMs", Samples.ms(cost.firstMs()));
        figures.put("walkMs", Samples.ms(cost.walkMs()));
        figures.put("emptyMs", Samples.ms(cost.emptyMs()));
        figures.put("faults", String.valueOf(faults.size()));
        return new Outcome(figures, faults);
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
