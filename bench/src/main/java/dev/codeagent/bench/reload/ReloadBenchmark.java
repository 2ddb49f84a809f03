package dev.codeagent.bench.reload;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Development;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Samples;
import dev.codeagent.bench.rig.Table;
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

/** Saves a source file of each module again and again, and waits until the change is live. */
public final class ReloadBenchmark implements Benchmark {
    private static final double LIMIT_MILLIS = 10_000;
    private static final List<String> MODULES = List.of("web-module", "ejb-module", "api-module");

    private record Figures(Samples millis, double cpuMillis) {}

    @Override
    public String name() {
        return "reload";
    }

    @Override
    public String purpose() {
        return "[--changes 7]: from saving a source file to its class being live; FAIL where a module's median is over 10 s";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        int changes = options.named("changes", 7);
        try (var bench = new Bench();
                var development = Development.start(bench.folder())) {
            change(development, MODULES.getFirst()); // The compiler's first use is its slowest.
            var all = new LinkedHashMap<String, Figures>();
            for (String module : MODULES) {
                all.put(module, measure(development, module, changes));
            }
            return bench.finish(outcome(all));
        }
    }

    private static Figures measure(Development development, String module, int changes)
            throws IOException, InterruptedException {
        var millis = new ArrayList<Double>();
        Duration before = development.cpu();
        for (int i = 0; i < changes; i++) {
            millis.add(change(development, module));
        }
        double cpu = development.cpu().minus(before).toMillis() / (double) changes;
        return new Figures(Samples.of(millis), cpu);
    }

    private static double change(Development development, String module) throws IOException, InterruptedException {
        int live = development.shown("live after");
        Path source = anySource(development.tree().resolve(module).resolve("src/main/java"));
        long began = System.nanoTime();
        Files.writeString(source, "// Changed.\n", StandardOpenOption.APPEND);
        development.await("live after", live + 1);
        return (System.nanoTime() - began) / 1e6;
    }

    private static Path anySource(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Outcome outcome(Map<String, Figures> all) {
        var table = new Table().row("from saving to live", "changes", "p50 ms", "max ms", "CPU ms");
        var figures = new LinkedHashMap<String, String>();
        var faults = new ArrayList<String>();
        all.forEach((module, f) -> {
            double median = f.millis().percentile(0.5);
            table.row(
                    module,
                    f.millis().count(),
                    Samples.ms(median),
                    Samples.ms(f.millis().max()),
                    Samples.ms(f.cpuMillis()));
            String key = module.replace("-module", "");
            figures.put(key + "P50Ms", Samples.ms(median));
            figures.put(key + "CpuMs", Samples.ms(f.cpuMillis()));
            if (median > LIMIT_MILLIS) {
                faults.add(module + " took " + Samples.ms(median) + " ms");
            }
        });
        table.print();
        return new Outcome(figures, faults);
    }
}
