package dev.codeagent.bench.reload;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.DevModeProcess;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Changes a source file of each module several times and measures the time until {@code codeagent dev} runs the change.
 */
public final class ReloadBenchmark implements Benchmark {
    private static final double LIMIT_MILLIS = 10_000;
    private static final List<String> MODULES = List.of("web-module", "ejb-module", "libs/providers", "api-module");

    private record ReloadTimes(Samples millis, double cpuMillis) {}

    @Override
    public String name() {
        return "reload";
    }

    @Override
    public String description() {
        return "[--changes 7]: time from saving a source file until its class is live; FAIL if a module's median"
                + " is above 10 s";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int changes = options.intOption("changes", 7);
        try (var directory = new BenchmarkDirectory();
                var devMode = DevModeProcess.start(directory.path())) {
            changeAndAwaitReload(devMode, MODULES.getFirst()); // Warm-up: the compiler is slowest at its first use.
            var all = new LinkedHashMap<String, ReloadTimes>();
            for (String module : MODULES) {
                all.put(module, measure(devMode, module, changes));
            }
            return directory.retainIfFailed(createResult(all));
        }
    }

    private static ReloadTimes measure(DevModeProcess devMode, String module, int changes)
            throws IOException, InterruptedException {
        var millis = new ArrayList<Double>();
        Duration before = devMode.cpuTime();
        for (int i = 0; i < changes; i++) {
            millis.add(changeAndAwaitReload(devMode, module));
        }
        double cpu = devMode.cpuTime().minus(before).toMillis() / (double) changes;
        return new ReloadTimes(Samples.of(millis), cpu);
    }

    private static double changeAndAwaitReload(DevModeProcess devMode, String module)
            throws IOException, InterruptedException {
        int reloadCount = devMode.countInOutput("live after");
        Path source = anySource(devMode.sources().resolve(module).resolve("src/main/java"));
        long begin = System.nanoTime();
        Files.writeString(source, "// Changed.\n", StandardOpenOption.APPEND);
        devMode.awaitInOutput("live after", reloadCount + 1);
        return (System.nanoTime() - begin) / 1e6;
    }

    private static Path anySource(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static BenchmarkResult createResult(Map<String, ReloadTimes> all) {
        var table = new TextTable().row("from saving to live", "changes", "p50 ms", "max ms", "CPU ms");
        var metrics = new LinkedHashMap<String, String>();
        var faults = new ArrayList<String>();
        all.forEach((module, f) -> {
            double median = f.millis().percentile(0.5);
            table.row(
                    module,
                    f.millis().count(),
                    Samples.formatMillis(median),
                    Samples.formatMillis(f.millis().max()),
                    Samples.formatMillis(f.cpuMillis()));
            String key = module.replace("-module", "").replace("libs/", "");
            metrics.put(key + "P50Ms", Samples.formatMillis(median));
            metrics.put(key + "CpuMs", Samples.formatMillis(f.cpuMillis()));
            if (median > LIMIT_MILLIS) {
                faults.add(module + ": the median is " + Samples.formatMillis(median) + " ms, above " + LIMIT_MILLIS);
            }
        });
        table.print();
        return new BenchmarkResult(metrics, faults);
    }
}
