package dev.codeagent.bench.sandbox;

import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.diagnostics.DockerHost;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Workspace;
import dev.codeagent.sandbox.docker.DockerLauncher;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Latency of start, calls and stop of container sandboxes, compared with {@code docker exec} in the same run. */
public final class SandboxBenchmark implements Benchmark {
    private static final double WARM_LIMIT_MS = 100;
    private static final double STOP_LIMIT_MS = 1000;
    private static final double CACHE_RATIO_LIMIT = 1.3;
    private static final double READ_RATIO_LIMIT = 1.0 / 20;
    private static final double TRUE_RATIO_LIMIT = 1.0 / 8;
    private static final long WARM_TIMEOUT_MILLIS = 60_000;

    private final List<Double> cold = new ArrayList<>();
    private final List<Double> warm = new ArrayList<>();
    private final List<Double> stop = new ArrayList<>();
    private final List<Double> read = new ArrayList<>();
    private final List<Double> run = new ArrayList<>();
    private final List<Double> execRead = new ArrayList<>();
    private final List<Double> execRun = new ArrayList<>();
    private final List<CacheStartComparison> caches = new ArrayList<>();
    private int calls;
    private int remainingProcesses;

    @Override
    public String name() {
        return "sandbox";
    }

    @Override
    public String description() {
        return "[--rounds 20] [--image NAME] [--cache 1024]: start, calls and stop of container sandboxes, compared with docker"
                + " exec; and starts with a cache of so many megabytes, of containers and bubblewrap; FAIL if p95 of a warm"
                + " start is above 100 ms or of a stop above 1 s, if the median of a read is above 1/20 or of `true` above"
                + " 1/8 of docker exec, or if a cache makes the median of a start more than 1.3 times as long";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        String image = options.textOption("image", "codeagent/sandbox:latest");
        String address = DockerHost.resolve(System.getenv(), Path.of(System.getProperty("user.home")));
        int rounds = options.intOption("rounds", 20);
        int cacheMegabytes = options.intOption("cache", 1024);
        try (var directory = new BenchmarkDirectory()) {
            var fixture = new LauncherFixture(directory.path(), address, image, "sample");
            DockerLauncher launcher = fixture.createLauncher(0);
            launcher.requireAvailable();
            try (var exec = DockerExecBaseline.start(address, image)) {
                for (int round = 0; round < rounds; round++) {
                    measureColdStart(launcher, fixture.openWorkspace(), exec);
                }
            } finally {
                launcher.close();
            }
            DockerLauncher pooled = fixture.createLauncher(1);
            try {
                pooled.open(fixture.openWorkspace(), false).close();
                for (int round = 0; round < rounds; round++) {
                    awaitWarmContainer(address);
                    Workspace next = fixture.openWorkspace();
                    var opened = new Sandbox[1];
                    warm.add(measureMillis(() -> opened[0] = pooled.open(next, false)));
                    opened[0].close();
                }
            } finally {
                pooled.close();
            }
            if (cacheMegabytes > 0) {
                var filled = new LauncherFixture(directory.path(), address, image, "cached");
                DockerLauncher containers = fixture.createLauncher(0);
                try {
                    compareCaches(containers, fixture, filled, cacheMegabytes, rounds);
                } finally {
                    containers.close();
                }
                compareCaches(fixture.createBubblewrap(), fixture, filled, cacheMegabytes, rounds);
            }
            return directory.retainIfFailed(report());
        }
    }

    private void measureColdStart(DockerLauncher launcher, Workspace workspace, DockerExecBaseline exec)
            throws Exception {
        var opened = new Sandbox[1];
        cold.add(measureMillis(() -> opened[0] = launcher.open(workspace, false)));
        Sandbox sandbox = opened[0];
        call(
                sandbox,
                "write_file",
                Json.createObjectBuilder().add("path", "r.txt").add("content", "some\nlines\n"));
        for (int i = 0; i < 20; i++) {
            double reading = measureMillis(
                    () -> call(sandbox, "read_file", Json.createObjectBuilder().add("path", "r.txt")));
            double running = measureMillis(() ->
                    call(sandbox, "run_command", Json.createObjectBuilder().add("command", "true")));
            if (i >= 10) { // The first calls are warm-up.
                read.add(reading);
                run.add(running);
            }
            if (i >= 18) {
                execRead.add(exec.measureMillis("cat", "/etc/passwd"));
                execRun.add(exec.measureMillis("true"));
            }
        }
        String marker = "86" + System.nanoTime() % 1_000_000;
        call(
                sandbox,
                "run_command",
                Json.createObjectBuilder()
                        .add("command", "for i in 1 2 3; do setsid sleep " + marker + " >/dev/null 2>&1 & done; true"));
        Thread working = Thread.ofVirtual().start(() -> {
            try {
                call(sandbox, "run_command", Json.createObjectBuilder().add("command", "sleep " + marker));
            } catch (RuntimeException e) {
                // The sandbox is closed during the call; the time of that is measured.
            }
        });
        Thread.sleep(100);
        stop.add(measureMillis(() -> {
            sandbox.close();
            return null;
        }));
        working.join();
        remainingProcesses += (int) ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains("sleep " + marker))
                .count();
    }

    private void compareCaches(
            SandboxLauncher launcher, LauncherFixture empty, LauncherFixture filled, int megabytes, int rounds)
            throws IOException, InterruptedException {
        var comparison = new CacheStartComparison(launcher.name());
        comparison.measure(launcher, empty, filled, megabytes, rounds);
        caches.add(comparison);
    }

    private static void awaitWarmContainer(String address) throws Exception {
        long deadline = System.currentTimeMillis() + WARM_TIMEOUT_MILLIS;
        while (System.currentTimeMillis() < deadline) {
            String containers = DockerExecBaseline.runDocker(
                    address,
                    List.of("ps", "-q", "--filter", "name=codeagent-bench-warm", "--filter", "status=running"));
            if (!containers.isBlank()) {
                Thread.sleep(1500); // The container runs; the executor in it is ready a moment later.
                return;
            }
            Thread.sleep(100);
        }
    }

    private String call(Sandbox sandbox, String tool, jakarta.json.JsonObjectBuilder arguments) {
        JsonObject built = arguments.build();
        return sandbox.call(new ToolCall(tool.equals("read_file") ? "" : "c" + calls++, tool, built))
                .text();
    }

    private static double measureMillis(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e6;
    }

    private BenchmarkResult report() {
        var table = new TextTable().row("", "p50 ms", "p95 ms", "max ms", "count");
        row(table, "warm start", warm);
        row(table, "cold start", cold);
        row(table, "read a file", read);
        row(table, "docker exec cat", execRead);
        row(table, "run true", run);
        row(table, "docker exec true", execRun);
        row(table, "stop with all processes", stop);
        for (CacheStartComparison comparison : caches) {
            row(table, comparison.name() + ": start without a cache", comparison.without());
            row(table, comparison.name() + ": start with a large cache", comparison.with());
        }
        table.print();
        double readShare = percentile(read, 0.5) / percentile(execRead, 0.5);
        double runShare = percentile(run, 0.5) / percentile(execRun, 0.5);
        var faults = new ArrayList<String>();
        addFaultUnless(faults, percentile(warm, 0.95) <= WARM_LIMIT_MS, "p95 of a warm start is above 100 ms");
        addFaultUnless(faults, percentile(stop, 0.95) <= STOP_LIMIT_MS, "p95 of a stop is above 1 s");
        addFaultUnless(faults, readShare <= READ_RATIO_LIMIT, "the median of a read is above 1/20 of docker exec");
        addFaultUnless(faults, runShare <= TRUE_RATIO_LIMIT, "the median of `true` is above 1/8 of docker exec");
        addFaultUnless(faults, remainingProcesses == 0, remainingProcesses + " processes survived the stop");
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("warmP95Ms", format(percentile(warm, 0.95)));
        metrics.put("coldP50Ms", format(percentile(cold, 0.5)));
        metrics.put("readMs", format(percentile(read, 0.5)));
        metrics.put("readShare", String.format(Locale.ROOT, "1/%.0f", 1 / readShare));
        metrics.put("trueMs", format(percentile(run, 0.5)));
        metrics.put("trueShare", String.format(Locale.ROOT, "1/%.0f", 1 / runShare));
        metrics.put("stopP95Ms", format(percentile(stop, 0.95)));
        metrics.put("left", String.valueOf(remainingProcesses));
        for (CacheStartComparison comparison : caches) {
            metrics.put(comparison.name() + "CacheRatio", format(comparison.ratio()));
            addFaultUnless(
                    faults,
                    comparison.ratio() <= CACHE_RATIO_LIMIT,
                    "a large cache makes the start of a sandbox with " + comparison.name() + " slower");
        }
        return new BenchmarkResult(metrics, faults);
    }

    private static void addFaultUnless(List<String> faults, boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }

    private static void row(TextTable table, String name, List<Double> values) {
        row(table, name, Samples.of(values));
    }

    private static void row(TextTable table, String name, Samples samples) {
        table.row(
                name,
                format(samples.percentile(0.5)),
                format(samples.percentile(0.95)),
                format(samples.max()),
                samples.count());
    }

    private static double percentile(List<Double> values, double share) {
        return Samples.of(values).percentile(share);
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
