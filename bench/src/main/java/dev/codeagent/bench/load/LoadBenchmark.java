package dev.codeagent.bench.load;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.TextTable;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CPU cost of a command and of a streamed chunk at full load, with the shipped choice of compilers and with others. */
public final class LoadBenchmark implements Benchmark {
    private static final double LIMIT = 1.25;

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String description() {
        return "[--rounds 5] [--seconds 10] [--warmup 120]: CPU of a command and of a streamed chunk at full load;"
                + " FAIL above 1.25 times the cost with Java's default compilers";
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
                for (CompilerMode compiler : CompilerMode.values()) {
                    servers.add(ServerUnderTest.start(directory.path().resolve(compiler.name()), compiler, model));
                }
                for (ServerUnderTest server : servers) {
                    server.warmUp(options.intOption("warmup", 120));
                }
                for (int round = 0; round < options.intOption("rounds", 5); round++) {
                    for (ServerUnderTest server : servers) {
                        server.measure(seconds);
                    }
                }
                return directory.retainIfFailed(report(servers));
            } finally {
                for (ServerUnderTest server : servers) {
                    server.close();
                }
            }
        }
    }

    private static BenchmarkResult report(List<ServerUnderTest> servers) throws Exception {
        var table = new TextTable()
                .row("compilers", "CPU s until ready", "CPU ms/command", "CPU us/chunk", "MB at the end");
        for (ServerUnderTest s : servers) {
            table.row(
                    s.compiler().description(),
                    text(s.startCpuSeconds()),
                    text(s.commandMillis()),
                    text(s.chunkMicros()),
                    text(s.residentMegabytes()));
        }
        table.print();
        ServerUnderTest shipped = servers.get(CompilerMode.SHIPPED.ordinal());
        ServerUnderTest baseline = servers.get(CompilerMode.BOTH.ordinal());
        double commandRatio = shipped.commandMillis() / baseline.commandMillis();
        double chunkRatio = shipped.chunkMicros() / baseline.chunkMicros();
        var faults = new ArrayList<String>();
        if (!(commandRatio <= LIMIT)) {
            faults.add("a command costs more than " + LIMIT + " times the cost with Java's default compilers");
        }
        if (!(chunkRatio <= LIMIT)) {
            faults.add("a chunk costs more than " + LIMIT + " times the cost with Java's default compilers");
        }
        var metrics = new LinkedHashMap<String, String>();
        for (ServerUnderTest s : servers) {
            String name = s.compiler().name().toLowerCase(Locale.ROOT);
            metrics.put(name + "CommandMs", text(s.commandMillis()));
            metrics.put(name + "PieceUs", text(s.chunkMicros()));
        }
        return new BenchmarkResult(metrics, faults);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
