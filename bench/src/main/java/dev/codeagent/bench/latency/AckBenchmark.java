package dev.codeagent.bench.latency;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fifty users send a command every five seconds. Measures the time until the acknowledgement, and verifies that by
 * then the run is stored and the model was not called.
 */
public final class AckBenchmark implements Benchmark {
    private static final double LIMIT_MILLIS = 50;
    private static final int INTERVAL_SECONDS = 5;
    private static final long COMPLETION_TIMEOUT_SECONDS = 60;

    @Override
    public String name() {
        return "ack";
    }

    @Override
    public String description() {
        return "[--clients 50] [--seconds 60]: each sends a /plan every 5 s; FAIL if the acknowledgement's p99 is"
                + " above 50 ms";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int clients = options.intOption("clients", 50);
        int rounds = Math.max(1, options.intOption("seconds", 60) / INTERVAL_SECONDS);
        int warmUp = options.intOption("warmup", 20) / INTERVAL_SECONDS;
        var turn = new ScriptedTurn("1. Look.\n2. Greet.", new Pacing(10, 5), List.of());
        JsonObject script =
                ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("planning", List.of(turn)), false)));
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(directory.path(), script);
                var proxy = RecordingProxy.start(model.url());
                var server = ServerProcess.start(directory.path())) {
            server.restClient().registerProvider("plans", proxy.url(), "key");
            String project = server.restClient()
                    .registerProject(GitRepository.create(directory.path().resolve("sample"))
                            .path());
            var users = new ArrayList<SimulatedUser>();
            for (int i = 0; i < clients; i++) {
                users.add(new SimulatedUser(i, server.address(), project));
            }
            sendCommands(users, 0, warmUp);
            sendCommands(users, warmUp, rounds);
            return directory.retainIfFailed(report(users, warmUp, rounds, server, proxy));
        }
    }

    /** Sends the commands of all users, evenly spread over time. */
    private static void sendCommands(List<SimulatedUser> users, int first, int rounds)
            throws IOException, InterruptedException {
        long step = INTERVAL_SECONDS * 1_000_000_000L / users.size();
        long next = System.nanoTime();
        for (int round = first; round < first + rounds; round++) {
            for (SimulatedUser user : users) {
                long wait = (next - System.nanoTime()) / 1_000_000;
                if (wait > 0) {
                    Thread.sleep(wait);
                }
                user.sendCommand(round);
                next += step;
            }
        }
    }

    private static BenchmarkResult report(
            List<SimulatedUser> users, int warmUp, int rounds, ServerProcess server, RecordingProxy proxy)
            throws Exception {
        var faults = new ArrayList<String>();
        double completionSeconds = awaitCompletion(users, server, faults);
        var millis = new ArrayList<Double>();
        int earlyRequests = 0;
        for (SimulatedUser user : users) {
            for (SimulatedUser.Ack ack : user.acks()) {
                if (Integer.parseInt(ack.mark().substring(ack.mark().lastIndexOf('-') + 1)) >= warmUp) {
                    millis.add(ack.latencyMillis());
                }
                boolean early = proxy.firstRequestNanos(ack.mark()).orElse(Long.MAX_VALUE) < ack.receivedAt();
                earlyRequests += early ? 1 : 0;
            }
            faults.addAll(user.faults());
            user.close();
        }
        if (millis.size() != users.size() * rounds) {
            faults.add("only " + millis.size() + " of " + users.size() * rounds + " commands were acknowledged");
        }
        if (earlyRequests > 0) {
            faults.add("the model was called for " + earlyRequests + " commands before their acknowledgement");
        }
        Samples samples = Samples.of(millis);
        if (!(samples.percentile(0.99) <= LIMIT_MILLIS)) {
            faults.add("p99 is above " + LIMIT_MILLIS + " ms");
        }
        return createResult(samples, completionSeconds, earlyRequests, faults);
    }

    /** Waits until all runs are over, checks that each acknowledged one is in the list, and returns the seconds. */
    private static double awaitCompletion(List<SimulatedUser> users, ServerProcess server, List<String> faults)
            throws Exception {
        long begin = System.nanoTime();
        for (SimulatedUser user : users) {
            List<JsonObject> runs = List.of();
            boolean completed = false;
            while (!completed && System.nanoTime() - begin < COMPLETION_TIMEOUT_SECONDS * 1_000_000_000L) {
                runs = server.restClient()
                        .listRuns("limit=1000&sessionId=" + user.session())
                        .getValuesAs(JsonObject.class);
                completed = runs.stream().allMatch(r -> r.getString("state").equals("completed"));
                Thread.sleep(completed ? 0 : 200);
            }
            Set<String> known =
                    new HashSet<>(runs.stream().map(r -> r.getString("id")).toList());
            user.acks().stream()
                    .filter(a -> !known.contains(a.run()))
                    .forEach(a -> faults.add("run " + a.run() + " was acknowledged but is not in the list"));
            if (!completed) {
                faults.add("not all runs of " + user.session() + " were completed after " + COMPLETION_TIMEOUT_SECONDS
                        + " s");
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static BenchmarkResult createResult(
            Samples samples, double completionSeconds, int earlyRequests, List<String> faults) {
        new TextTable()
                .row("acknowledgement", "count", "p50 ms", "p95 ms", "p99 ms", "max ms")
                .row(
                        "of /plan",
                        samples.count(),
                        Samples.formatMillis(samples.percentile(0.5)),
                        Samples.formatMillis(samples.percentile(0.95)),
                        Samples.formatMillis(samples.percentile(0.99)),
                        Samples.formatMillis(samples.max()))
                .print();
        System.out.printf("all runs ended within %.1f s after the last command%n", completionSeconds);
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("count", String.valueOf(samples.count()));
        metrics.put("p50Ms", Samples.formatMillis(samples.percentile(0.5)));
        metrics.put("p95Ms", Samples.formatMillis(samples.percentile(0.95)));
        metrics.put("p99Ms", Samples.formatMillis(samples.percentile(0.99)));
        metrics.put("maxMs", Samples.formatMillis(samples.max()));
        metrics.put("askedBefore", String.valueOf(earlyRequests));
        return new BenchmarkResult(metrics, faults);
    }
}
