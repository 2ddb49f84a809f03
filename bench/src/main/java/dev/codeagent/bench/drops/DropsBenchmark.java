package dev.codeagent.bench.drops;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.ClientRunView;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Cuts the connections of 200 clients of three runs with RST at random bytes; at the end all must have the same events.
 */
public final class DropsBenchmark implements Benchmark {
    private static final int RUNS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "drops";
    }

    @Override
    public String description() {
        return "[SEED] [--clients 200] [--cuts 5]: connections cut by RST at random bytes; FAIL if a client has"
                + " other events";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        long seed = options.positional(0, System.nanoTime() & 0xffffff);
        int clients = options.intOption("clients", 200);
        System.out.println("seed " + seed + ", " + clients + " clients, " + RUNS + " runs");
        List<SlowScript> scripts = new ArrayList<>();
        Map<String, JsonObject> scenarios = new LinkedHashMap<>();
        for (int i = 0; i < RUNS; i++) {
            scripts.add(SlowScript.of(new Random(seed * RUNS + i)));
            scenarios.put("key-" + i, scripts.get(i).scenario());
        }
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(directory.path(), ModelScripts.script(scenarios));
                var server = ServerProcess.start(directory.path())) {
            for (int i = 0; i < RUNS; i++) {
                server.restClient().registerProvider("slow" + i, model.url(), "key-" + i);
            }
            String project = server.restClient()
                    .registerProject(GitRepository.create(directory.path().resolve("sample"))
                            .path());
            return directory.retainIfFailed(
                    measure(server, project, scripts, new Parameters(seed, clients, options.intOption("cuts", 5))));
        }
    }

    private record Parameters(long seed, int clients, int cuts) {}

    private static BenchmarkResult measure(
            ServerProcess server, String project, List<SlowScript> scripts, Parameters parameters) throws Exception {
        long begin = System.nanoTime();
        var threads = new ArrayList<Thread>();
        var references = new ArrayList<ReferenceClient>();
        for (int i = 0; i < RUNS; i++) {
            var reference = new ReferenceClient(server.address(), project, "slow" + i);
            references.add(reference);
            threads.add(Thread.ofVirtual().start(reference::follow));
        }
        var reconnectingClients = new ArrayList<ReconnectingClient>();
        for (int i = 0; i < parameters.clients(); i++) {
            String run = references.get(i % RUNS).run();
            var client =
                    new ReconnectingClient(server.address(), run, parameters.cuts(), new Random(parameters.seed() + i));
            reconnectingClients.add(client);
            threads.add(Thread.ofVirtual().start(client::follow));
        }
        boolean inTime = joinAll(threads);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!inTime) {
            return new BenchmarkResult(
                    Map.of("clients", String.valueOf(parameters.clients())),
                    List.of("not all clients saw the end of their run within " + LIMIT.toSeconds()
                            + " s; check whether the server hangs"));
        }
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            faults.addAll(check(server, references.get(i), scripts.get(i)));
        }
        for (int i = 0; i < reconnectingClients.size(); i++) {
            faults.addAll(compare(
                    i, reconnectingClients.get(i), references.get(i % RUNS).view()));
        }
        return report(references, reconnectingClients, seconds, faults);
    }

    /** Returns whether all threads ended within the limit. */
    private static boolean joinAll(List<Thread> threads) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (Thread thread : threads) {
            Duration remaining = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            if (!thread.join(remaining)) {
                return false;
            }
        }
        return true;
    }

    /** Compares the reference client with the script and the journal. */
    private static List<String> check(ServerProcess server, ReferenceClient reference, SlowScript script)
            throws Exception {
        ClientRunView view = reference.view();
        var faults = new ArrayList<>(view.faults());
        if (!reference.failure().isEmpty()) {
            faults.add(reference.failure());
        }
        if (!view.blockTexts().equals(script.texts())) {
            faults.add("the texts of " + reference.run() + " differ from the script");
        }
        if (view.streamedBlocks() != script.texts().size()) {
            faults.add("only " + view.streamedBlocks() + " of " + script.texts().size() + " blocks came as deltas to "
                    + reference.run());
        }
        JsonObject stored = server.restClient().getRun(reference.run());
        if (!stored.getString("state").equals("completed")
                || stored.getInt("lastSeq") != view.events().size()) {
            faults.add(
                    "run " + reference.run() + " is " + stored.getString("state") + " with " + stored.getInt("lastSeq")
                            + " events; its client has " + view.events().size());
        }
        return faults;
    }

    private static List<String> compare(int number, ReconnectingClient client, ClientRunView reference) {
        var faults = new ArrayList<String>();
        client.view().faults().forEach(f -> faults.add("client " + number + ": " + f));
        if (!client.view().events().equals(reference.events())) {
            faults.add("client " + number + " has other events: "
                    + client.view().events().size() + " instead of "
                    + reference.events().size());
        }
        if (!client.view().blockTexts().equals(reference.blockTexts())) {
            faults.add("client " + number + " has other texts");
        }
        return faults;
    }

    private static BenchmarkResult report(
            List<ReferenceClient> references,
            List<ReconnectingClient> reconnectingClients,
            double seconds,
            List<String> faults) {
        int cuts =
                reconnectingClients.stream().mapToInt(ReconnectingClient::cuts).sum();
        int lostConnections = reconnectingClients.stream()
                .mapToInt(ReconnectingClient::lostConnections)
                .sum();
        long streamed = reconnectingClients.stream()
                .mapToInt(f -> f.view().streamedBlocks())
                .sum();
        int events = references.stream().mapToInt(o -> o.view().events().size()).sum();
        if (cuts < reconnectingClients.size()) {
            faults.add("only " + cuts + " cuts happened during the runs; slow down the model script");
        }
        new TextTable()
                .row("clients", reconnectingClients.size())
                .row("connections cut by RST", cuts)
                .row("connections lost otherwise", lostConnections)
                .row("events of the three runs", events)
                .row("blocks received as deltas", streamed)
                .row("seconds", Math.round(seconds))
                .print();
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("clients", String.valueOf(reconnectingClients.size()));
        metrics.put("cuts", String.valueOf(cuts));
        metrics.put("lost", String.valueOf(lostConnections));
        metrics.put("events", String.valueOf(events));
        metrics.put("faults", String.valueOf(faults.size()));
        metrics.put("seconds", String.valueOf(Math.round(seconds)));
        return new BenchmarkResult(metrics, faults);
    }
}
