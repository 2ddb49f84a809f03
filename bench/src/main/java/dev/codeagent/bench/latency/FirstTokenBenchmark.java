package dev.codeagent.bench.latency;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The latency that the server adds to the model's first text chunk, compared with a direct call to the model server.
 */
public final class FirstTokenBenchmark implements Benchmark {
    private static final double LIMIT_MILLIS = 3;
    private static final int WARM_UP = 60;

    @Override
    public String name() {
        return "first-token";
    }

    @Override
    public String description() {
        return "[--turns 200]: latency added to the model's first text chunk; FAIL if the median is above 3 ms";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int turns = options.intOption("turns", 200);
        var turn = new ScriptedTurn("one two three four", new Pacing(6, 20), List.of());
        JsonObject script =
                ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("planning", List.of(turn)), true)));
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(directory.path(), script);
                var server = ServerProcess.start(directory.path())) {
            server.restClient().registerProvider("stamped", model.url(), "key");
            String project = server.restClient()
                    .registerProject(GitRepository.create(directory.path().resolve("sample"))
                            .path());
            try (var connection = WebSocketConnection.open(server.address());
                    var direct = new DirectModelClient(model.url())) {
                return directory.retainIfFailed(measure(connection, direct, project, turns));
            }
        }
    }

    private static BenchmarkResult measure(
            WebSocketConnection connection, DirectModelClient direct, String project, int turns) throws IOException {
        List<Double> serverMillis = new ArrayList<>();
        List<Double> directMillis = new ArrayList<>();
        for (int i = 0; i < WARM_UP + turns; i++) {
            double directLatency = direct.measureFirstChunk();
            double serverLatency = measureFirstDelta(connection, project, i);
            if (i >= WARM_UP) {
                directMillis.add(directLatency);
                serverMillis.add(serverLatency);
            }
        }
        Samples a = Samples.of(directMillis);
        Samples b = Samples.of(serverMillis);
        new TextTable()
                .row("latency of the first chunk", "turns", "p50 ms", "p95 ms", "p99 ms")
                .row(
                        "direct",
                        a.count(),
                        Samples.formatMillis(a.percentile(0.5)),
                        Samples.formatMillis(a.percentile(0.95)),
                        Samples.formatMillis(a.percentile(0.99)))
                .row(
                        "through the server",
                        b.count(),
                        Samples.formatMillis(b.percentile(0.5)),
                        Samples.formatMillis(b.percentile(0.95)),
                        Samples.formatMillis(b.percentile(0.99)))
                .print();
        double added = b.percentile(0.5) - a.percentile(0.5);
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("addedMedianMs", Samples.formatMillis(added));
        metrics.put("directMedianMs", Samples.formatMillis(a.percentile(0.5)));
        metrics.put("oursMedianMs", Samples.formatMillis(b.percentile(0.5)));
        metrics.put("oursP99Ms", Samples.formatMillis(b.percentile(0.99)));
        return new BenchmarkResult(
                metrics,
                added <= LIMIT_MILLIS ? List.of() : List.of("the added median is above " + LIMIT_MILLIS + " ms"));
    }

    /** Executes a run of one turn; returns after its end, so that the server is idle for the next one. */
    private static double measureFirstDelta(WebSocketConnection connection, String project, int number)
            throws IOException {
        connection.send(GatewayMessages.startRun(
                "turn-" + number + "-" + UUID.randomUUID(), "/plan", "go", project, "", "stamped"));
        double first = Double.NaN;
        while (true) {
            String text = connection.receive();
            if (Double.isNaN(first) && text.contains("\"type\":\"delta\"")) {
                first = SendTimestamp.ageMillis(text);
            }
            if (text.contains("\"type\":\"run.finished\"")) {
                return first;
            }
            if (text.contains("\"type\":\"error\"")) {
                throw new IOException("the server rejected the command: " + text);
            }
        }
    }
}
