package dev.codeagent.bench.load;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ServerProcess.StartOptions;
import dev.codeagent.bench.harness.TextTable;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CPU cost of a command and of a streamed chunk at full load, with the shipped choice of compilers and with others. */
public final class LoadBenchmark implements Benchmark {
    private static final double DEFAULT_LIMIT = 1.25;

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String description() {
        return "[--rounds 5] [--seconds 10] [--warmup 120] [--reference DIR] [--limit 1.25]: CPU of a command and of a"
                + " streamed chunk at full load; FAIL above the limit times the cost with Java's default compilers, or"
                + " times that of another build of the project";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int seconds = options.intOption("seconds", 10);
        Map<String, JsonObject> scenarios = new LinkedHashMap<>();
        Workload.ALL.forEach(workload -> scenarios.put(workload.provider(), workload.scenario()));
        var servers = new ArrayList<ServerUnderTest>();
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(directory.path(), ModelScripts.script(scenarios))) {
            try {
                Map<String, StartOptions> variants = variants(options);
                for (var variant : variants.entrySet()) {
                    servers.add(ServerUnderTest.start(
                            directory.path().resolve(variant.getKey()), variant.getKey(), variant.getValue(), model));
                }
                for (ServerUnderTest server : servers) {
                    server.warmUp(options.intOption("warmup", 120));
                }
                for (int round = 0; round < options.intOption("rounds", 5); round++) {
                    for (ServerUnderTest server : servers) {
                        server.measure(seconds);
                    }
                }
                return directory.retainIfFailed(report(servers, limit(options)));
            } finally {
                for (ServerUnderTest server : servers) {
                    server.close();
                }
            }
        }
    }

    /** The servers by their name in the result: the shipped one first, the one that it is compared with last. */
    private static Map<String, StartOptions> variants(BenchmarkOptions options) throws IOException {
        Map<String, StartOptions> variants = new LinkedHashMap<>();
        StartOptions shipped = StartOptions.shipped();
        String reference = options.textOption("reference", "");
        if (!reference.isEmpty()) {
            variants.put(CompilerMode.SHIPPED.resultName(), shipped);
            variants.put("reference", StartOptions.shipped(new BuildArtifacts(Path.of(reference))));
            return variants;
        }
        for (CompilerMode compiler : CompilerMode.values()) {
            variants.put(compiler.resultName(), shipped.withJvmOptions(compiler.applyTo(shipped.jvmOptions())));
        }
        return variants;
    }

    private static double limit(BenchmarkOptions options) {
        return Double.parseDouble(options.textOption("limit", String.valueOf(DEFAULT_LIMIT)));
    }

    private static BenchmarkResult report(List<ServerUnderTest> servers, double limit) throws Exception {
        var table =
                new TextTable().row("server", "CPU s until ready", "CPU ms/command", "CPU us/chunk", "MB at the end");
        var metrics = new LinkedHashMap<String, String>();
        for (ServerUnderTest s : servers) {
            table.row(
                    s.name(),
                    text(s.startCpuSeconds()),
                    text(s.commandMillis()),
                    text(s.chunkMicros()),
                    text(s.residentMegabytes()));
            metrics.put(s.name() + "CommandMs", text(s.commandMillis()));
            metrics.put(s.name() + "PieceUs", text(s.chunkMicros()));
        }
        table.print();
        ServerUnderTest shipped = servers.getFirst();
        ServerUnderTest baseline = servers.getLast();
        double commandRatio = shipped.commandMillis() / baseline.commandMillis();
        double chunkRatio = shipped.chunkMicros() / baseline.chunkMicros();
        metrics.put("commandRatio", String.format(Locale.ROOT, "%.2f", commandRatio));
        metrics.put("pieceRatio", String.format(Locale.ROOT, "%.2f", chunkRatio));
        var faults = new ArrayList<String>();
        if (!(commandRatio <= limit)) {
            faults.add("a command costs more than " + limit + " times the cost on " + baseline.name());
        }
        if (!(chunkRatio <= Math.max(limit, DEFAULT_LIMIT))) {
            faults.add("a chunk costs more than " + DEFAULT_LIMIT + " times the cost on " + baseline.name());
        }
        return new BenchmarkResult(metrics, faults);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
