package dev.codeagent.bench.wirefuzz;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ProcessStats;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.cli.conformance.ConformanceCase;
import dev.codeagent.cli.conformance.ConformanceKit;
import dev.codeagent.cli.conformance.ServerUnderTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Attacks the gateway: the conformance kit, floods, and frames with random changes. After each attack another client is served; at the end
 * the server has no more threads than before, a limited memory, no run, and nothing but known refusals in its log.
 */
public final class WireFuzzBenchmark implements Benchmark {
    private static final int CASES = 300;
    private static final int MAX_MORE_MEGABYTES = 300;
    /** The listener has up to 200 threads. */
    private static final int MAX_MORE_THREADS = 250;

    @Override
    public String name() {
        return "wire-fuzz";
    }

    @Override
    public String description() {
        return "[CASES (" + CASES + ")] --seed N: frames with random changes, floods of frames and connections, and the"
                + " conformance kit, against the WebSocket; FAIL if one hurts the server or another client";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        long cases = options.positional(0, CASES);
        int seed = options.intOption("seed", 7);
        try (var directory = new BenchmarkDirectory();
                ServerProcess server = ServerProcess.start(
                        directory.path(),
                        ServerProcess.StartOptions.shipped().with("CODEAGENT_GATEWAY_COMPRESSION", "always"))) {
            var faults = new ArrayList<String>();
            String project = GitRepository.create(directory.path().resolve("repository"))
                    .path()
                    .toString();
            server.restClient().registerProject(java.nio.file.Path.of(project));
            conform(server, project, faults);
            double megabytes = ProcessStats.residentMegabytes(server.pid());
            int threads = ProcessStats.threads(server.pid());
            attack(server, faults);
            var fuzzer = new FrameFuzzer(server.address(), seed);
            for (int i = 0; i < cases && faults.size() < 20; i++) {
                fuzzer.attempt().ifPresent(faults::add);
            }
            FrameAttack.bystander(server.address()).ifPresent(faults::add);
            var metrics = new LinkedHashMap<String, String>();
            metrics.put("seed", String.valueOf(seed));
            metrics.put("cases", String.valueOf(cases));
            compare(server, megabytes, threads, metrics, faults);
            return directory.retainIfFailed(new BenchmarkResult(metrics, faults));
        }
    }

    private static void conform(ServerProcess server, String project, List<String> faults) {
        var subject = new ServerUnderTest(
                URI.create(server.address().baseUrl()),
                () -> server.address().authorization(),
                project,
                "",
                Duration.ofSeconds(20));
        for (ConformanceCase<ServerUnderTest> check : ConformanceKit.serverCases()) {
            check.execute(subject).ifPresent(reason -> faults.add("conformance " + check.name() + ": " + reason));
        }
    }

    private static void attack(ServerProcess server, List<String> faults) throws Exception {
        for (FrameAttack attack : FrameAttack.all()) {
            long begin = System.nanoTime();
            Optional<String> harm = attack.action().run(server.address());
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %-4s %5d ms, server %4.0f MB, %d threads%n",
                    attack.id(),
                    harm.isEmpty() ? "PASS" : "FAIL",
                    (System.nanoTime() - begin) / 1_000_000,
                    ProcessStats.residentMegabytes(server.pid()),
                    ProcessStats.threads(server.pid()));
            harm.ifPresent(what -> faults.add(attack.id() + ": " + what));
        }
    }

    private static void compare(
            ServerProcess server,
            double megabytes,
            int threads,
            LinkedHashMap<String, String> metrics,
            List<String> faults)
            throws IOException {
        double moreMegabytes = ProcessStats.residentMegabytes(server.pid()) - megabytes;
        int moreThreads = ProcessStats.threads(server.pid()) - threads;
        metrics.put("more_mb", String.format(Locale.ROOT, "%.0f", moreMegabytes));
        metrics.put("more_threads", String.valueOf(moreThreads));
        if (moreMegabytes > MAX_MORE_MEGABYTES || moreThreads > MAX_MORE_THREADS) {
            faults.add("the server kept " + metrics);
        }
        Files.readAllLines(server.logFile()).stream()
                .filter(line -> line.contains(" SEVERE ") || line.contains("incident=") || line.startsWith("\tat "))
                .limit(5)
                .forEach(line -> faults.add("log: " + line));
    }
}
