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
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Cuts the connections of 200 clients of three runs with RST at random bytes, sends commands again at the cuts, and may kill the server; at the
 * end all clients must have the same events, and no command may have been executed twice.
 */
public final class DropsBenchmark implements Benchmark {
    private static final int RUNS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** Each of them has a run of its own, whose start it sends again at each cut. */
    private static final int CLIENTS_WITH_OWN_RUN = 10;

    private static final int MIN_MILLIS_TO_RESTART = 2_000;

    @Override
    public String name() {
        return "drops";
    }

    @Override
    public String description() {
        return "[SEED] [--clients 200] [--cuts 5] [--restarts 0] [--seeds 1]: connections cut by RST at random bytes,"
                + " commands sent again, the server killed; FAIL if a client has other events, or a command was executed"
                + " twice";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        long first = options.positional(0, System.nanoTime() & 0xffffff);
        var results = new ArrayList<BenchmarkResult>();
        for (int i = 0; i < Math.max(1, options.intOption("seeds", 1)); i++) {
            results.add(run(first + i, options));
        }
        var metrics = new LinkedHashMap<String, String>();
        var faults = new ArrayList<String>();
        for (BenchmarkResult result : results) {
            result.metrics()
                    .forEach((name, value) -> metrics.merge(
                            name, value, (a, b) -> String.valueOf(Long.parseLong(a) + Long.parseLong(b))));
            faults.addAll(result.faults());
        }
        return new BenchmarkResult(metrics, faults);
    }

    private static BenchmarkResult run(long seed, BenchmarkOptions options) throws Exception {
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
            return directory.retainIfFailed(measure(
                    server,
                    project,
                    scripts,
                    new Parameters(seed, clients, options.intOption("cuts", 5), options.intOption("restarts", 0))));
        }
    }

    private record Parameters(long seed, int clients, int cuts, int restarts) {}

    private static BenchmarkResult measure(
            ServerProcess server, String project, List<SlowScript> scripts, Parameters parameters) throws Exception {
        long begin = System.nanoTime();
        var threads = new ArrayList<Thread>();
        var references = new ArrayList<ReferenceClient>();
        for (int i = 0; i < RUNS; i++) {
            var reference = new ReferenceClient(
                    server.address(),
                    RepeatedStart.of(parameters.seed() + "-" + i, "/build", project, "slow" + i),
                    new Random(parameters.seed() - i),
                    parameters.restarts());
            references.add(reference);
            threads.add(Thread.ofVirtual().start(reference::follow));
        }
        var reconnectingClients = new ArrayList<ReconnectingClient>();
        for (int i = 0; i < parameters.clients(); i++) {
            String run = references.get(i % RUNS).run();
            Optional<RepeatedStart> ownStart = i < CLIENTS_WITH_OWN_RUN
                    ? Optional.of(RepeatedStart.of(parameters.seed() + "-own-" + i, "/plan", project, "slow0"))
                    : Optional.empty();
            var client = new ReconnectingClient(
                    server.address(),
                    run,
                    parameters.cuts(),
                    new Random(parameters.seed() + i),
                    ownStart,
                    parameters.restarts());
            reconnectingClients.add(client);
            threads.add(Thread.ofVirtual().start(client::follow));
        }
        restart(server, parameters);
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
            faults.addAll(check(server, references.get(i), scripts.get(i), parameters.restarts()));
        }
        for (RepeatedStart start : starts(references, reconnectingClients)) {
            start.fault(server.address()).ifPresent(faults::add);
        }
        for (int i = 0; i < reconnectingClients.size(); i++) {
            faults.addAll(compare(
                    i, reconnectingClients.get(i), references.get(i % RUNS).view()));
        }
        return report(references, reconnectingClients, seconds, parameters.restarts(), faults);
    }

    /** Kills the server with SIGKILL and starts it again. */
    private static void restart(ServerProcess server, Parameters parameters) throws Exception {
        var random = new Random(parameters.seed());
        for (int i = 0; i < parameters.restarts(); i++) {
            Thread.sleep(MIN_MILLIS_TO_RESTART + random.nextInt(MIN_MILLIS_TO_RESTART));
            server.kill();
            server.start();
        }
    }

    private static List<RepeatedStart> starts(
            List<ReferenceClient> references, List<ReconnectingClient> reconnectingClients) {
        return Stream.concat(
                        references.stream().map(ReferenceClient::start),
                        reconnectingClients.stream().flatMap(c -> c.ownStart().stream()))
                .toList();
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
    private static List<String> check(ServerProcess server, ReferenceClient reference, SlowScript script, int restarts)
            throws Exception {
        ClientRunView view = reference.view();
        var faults = new ArrayList<>(view.faults());
        if (!reference.failure().isEmpty()) {
            faults.add(reference.failure());
        }
        if (!view.blockTexts().equals(script.texts())) {
            faults.add("the texts of " + reference.run() + " differ from the script");
        }
        if (restarts == 0 && view.streamedBlocks() != script.texts().size()) {
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
            int restarts,
            List<String> faults) {
        int cuts =
                reconnectingClients.stream().mapToInt(ReconnectingClient::cuts).sum()
                        + references.stream().mapToInt(ReferenceClient::cuts).sum();
        int starts = starts(references, reconnectingClients).size();
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
                .row("restarts of the server", restarts)
                .row("starts that were sent again", starts)
                .row("events of the three runs", events)
                .row("blocks received as deltas", streamed)
                .row("seconds", Math.round(seconds))
                .print();
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("clients", String.valueOf(reconnectingClients.size()));
        metrics.put("cuts", String.valueOf(cuts));
        metrics.put("lost", String.valueOf(lostConnections));
        metrics.put("restarts", String.valueOf(restarts));
        metrics.put("repeatedStarts", String.valueOf(starts));
        metrics.put("events", String.valueOf(events));
        metrics.put("faults", String.valueOf(faults.size()));
        metrics.put("seconds", String.valueOf(Math.round(seconds)));
        return new BenchmarkResult(metrics, faults);
    }
}
