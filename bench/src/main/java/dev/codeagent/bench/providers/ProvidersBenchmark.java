package dev.codeagent.bench.providers;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ProcessStats;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.ServerProcess.StartOptions;
import dev.codeagent.bench.harness.TextTable;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the server adds to a model's stream, from the model server to the client's WebSocket, beside nginx. */
public final class ProvidersBenchmark implements Benchmark {
    private static final double LIMIT = 3;
    private static final double JOINED_LIMIT = 2;
    /** The time for the streams of a round to start, before they are measured. */
    private static final int START_SECONDS = 3;

    @Override
    public String name() {
        return "providers";
    }

    @Override
    public String description() {
        return "[--rounds 5] [--seconds 5] [--warmup 60] [--turns 300] [--streams 50] [--many 500] [--spread 40]: streams"
                + " of a model beside nginx; FAIL above 3 times its CPU per delta (2 times if deltas are joined), above 1 ms"
                + " (median) or 3 ms (p99) more to the first token, or if one of many streams on one core pauses for 200 ms";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int seconds = options.intOption("seconds", 5);
        int spread = options.intOption("spread", 40);
        int streams = options.intOption("streams", 50);
        int many = options.intOption("many", 500);
        var slow = Pace.lasting("single", 20, seconds + START_SECONDS);
        var fast = Pace.lasting("joined", 5, seconds + START_SECONDS);
        var first = new Pace("first", 20, 3);
        var crowd = Pace.lasting("many", 20, spread + START_SECONDS + seconds);
        List<Pace> paces = List.of(slow, fast, first, crowd);
        Map<String, JsonObject> scenarios = new LinkedHashMap<>();
        paces.forEach(pace -> scenarios.put(pace.key(), pace.scenario()));
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(directory.path(), ModelScripts.script(scenarios));
                var nginx = NginxProxy.start(directory.path(), URI.create(model.url()));
                var server = ServerProcess.start(
                        directory.path(),
                        StartOptions.shipped()
                                .with("CODEAGENT_ORCHESTRATOR_MAXRUNS", String.valueOf(Math.max(streams, many))))) {
            for (Pace pace : paces) {
                server.restClient().registerProvider(pace.key(), model.url(), pace.key());
            }
            String project = server.restClient()
                    .registerProject(GitRepository.create(directory.path().resolve("sample"))
                            .path());
            var comparisons = new ArrayList<CpuComparison>();
            for (Pace pace : List.of(slow, fast)) {
                comparisons.add(new CpuComparison(
                        pace,
                        streams,
                        pace == fast ? JOINED_LIMIT : LIMIT,
                        new CpuComparison.Side(
                                "nginx", () -> new SseStream(nginx.url(), pace.key()), nginx::cpuSeconds),
                        new CpuComparison.Side(
                                "server",
                                () -> new RunStream(server.address(), project, pace.key()),
                                () -> ProcessStats.cpuSeconds(server.pid()))));
            }
            long warmUpEnd = System.nanoTime() + options.intOption("warmup", 60) * 1_000_000_000L;
            comparisons.getLast().warmUp(warmUpEnd);
            for (int round = 0; round < options.intOption("rounds", 5); round++) {
                for (CpuComparison comparison : comparisons) {
                    comparison.measureRound(seconds);
                }
            }
            var firstToken = new FirstTokenComparison();
            firstToken.measure(
                    first,
                    () -> new SseStream(nginx.url(), first.key()),
                    () -> new RunStream(server.address(), project, first.key()),
                    options.intOption("turns", 300));
            var trial = new CrowdTrial();
            if (many > 0) {
                CpuAffinity.bindToFirstCore(server.pid());
                CpuAffinity.keepFirstCoreFree(model.pid());
                CpuAffinity.keepFirstCoreFree(ProcessHandle.current().pid());
                trial.run(
                        server,
                        () -> new RunStream(server.address(), project, crowd.key()),
                        crowd,
                        many,
                        spread * 1_000L);
            }
            return directory.retainIfFailed(report(firstToken, comparisons, trial));
        }
    }

    private static BenchmarkResult report(
            FirstTokenComparison firstToken, List<CpuComparison> comparisons, CrowdTrial trial) {
        var metrics = new LinkedHashMap<String, String>();
        var faults = new ArrayList<>(firstToken.faults());
        new TextTable()
                .row("first token", "turns", "p50 ms", "p95 ms", "p99 ms")
                .row(cells("nginx", firstToken.nginx()))
                .row(cells("server", firstToken.server()))
                .print();
        metrics.put("firstAddedP50Ms", Samples.formatMillis(firstToken.added(0.5)));
        metrics.put("firstAddedP99Ms", Samples.formatMillis(firstToken.added(0.99)));
        var table = new TextTable()
                .row("CPU per delta", "nginx us", "server us", "ratio", "limit", "deltas per message", "rounds");
        for (CpuComparison comparison : comparisons) {
            String key = comparison.pace().key();
            table.row(
                    comparison.pace().delayMillis() + " ms (" + key + ")",
                    format(comparison.nginx().medianMicros()),
                    format(comparison.server().medianMicros()),
                    format(comparison.ratio()),
                    format(comparison.limit()),
                    format(comparison.server().medianDeltasPerMessage()),
                    comparison.server().microsPerDelta().size());
            metrics.put(key + "NginxUs", format(comparison.nginx().medianMicros()));
            metrics.put(key + "ServerUs", format(comparison.server().medianMicros()));
            metrics.put(key + "Ratio", format(comparison.ratio()));
            faults.addAll(comparison.faults());
        }
        table.print();
        if (!trial.metrics().isEmpty()) {
            trial.print();
        }
        metrics.putAll(trial.metrics());
        faults.addAll(trial.faults());
        return new BenchmarkResult(metrics, faults);
    }

    private static Object[] cells(String name, Samples samples) {
        return new Object[] {
            name,
            samples.count(),
            Samples.formatMillis(samples.percentile(0.5)),
            Samples.formatMillis(samples.percentile(0.95)),
            Samples.formatMillis(samples.percentile(0.99))
        };
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
