package dev.codeagent.bench.start;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.PayaraMicroBaseline;
import dev.codeagent.bench.harness.ProcessStats;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.ServerProcess.StartOptions;
import dev.codeagent.bench.harness.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** CPU and memory of a start, compared with an unmodified Payara Micro with an empty WAR. */
public final class StartBenchmark implements Benchmark {
    private static final double CPU_LIMIT = 1.4;
    private static final double MEMORY_LIMIT = 1.3;
    /** Memory is measured after this time, when background threads of the start have finished. */
    private static final long SETTLE_MILLIS = 5_000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "[--rounds 5]: CPU and memory of a start; FAIL above 1.4 times the CPU or 1.3 times the memory of a"
                + " bare Payara Micro";
    }

    /** A kind of server that is started once per round, with its measurements. */
    private record Variant(String name, Starter starter, List<Double> cpu, List<Double> megabytes) {
        Variant(String name, Starter starter) {
            this(name, starter, new ArrayList<>(), new ArrayList<>());
        }

        void measure(Path folder) throws Exception {
            try (RunningServer running = starter.start(folder)) {
                cpu.add(ProcessStats.cpuSeconds(running.pid()));
                Thread.sleep(SETTLE_MILLIS);
                megabytes.add(ProcessStats.residentMegabytes(running.pid()));
            }
        }

        double medianCpu() {
            return Samples.of(cpu).percentile(0.5);
        }

        double medianMegabytes() {
            return Samples.of(megabytes).percentile(0.5);
        }

        /** Median of the ratios within each round, because the speed of a machine changes within minutes. */
        double cpuRatio(Variant other) {
            return Samples.of(IntStream.range(0, cpu.size())
                            .mapToObj(round -> cpu.get(round) / other.cpu.get(round))
                            .toList())
                    .percentile(0.5);
        }

        double memoryRatio(Variant other) {
            return medianMegabytes() / other.medianMegabytes();
        }
    }

    private interface Starter {
        RunningServer start(Path folder) throws Exception;
    }

    /** A server that is ready. */
    private record RunningServer(long pid, AutoCloseable server) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            server.close();
        }
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        StartOptions plain = StartOptions.plain();
        var shipped = new Variant("server, as shipped", folder -> startServer(folder, StartOptions.shipped()));
        var withoutArchive = new Variant("server, without CDS archive", folder -> startServer(folder, plain));
        var baseline = new Variant("bare, server's JVM options", folder -> startBaseline(folder, plain.jvmOptions()));
        var defaults = new Variant("bare, default JVM options", folder -> startBaseline(folder, List.of()));
        var variants =
                List.of(baseline, shipped, defaults, withoutArchive); // Compared variants run next to each other.
        try (var directory = new BenchmarkDirectory()) {
            for (int round = 0; round < options.intOption("rounds", 5); round++) {
                for (Variant variant : variants) {
                    variant.measure(directory.path().resolve(round + "-" + variants.indexOf(variant)));
                }
            }
            print(variants, baseline);
            return directory.retainIfFailed(createResult(shipped, baseline, defaults));
        }
    }

    private static RunningServer startServer(Path folder, StartOptions startOptions)
            throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.start(folder, startOptions);
        return new RunningServer(server.pid(), server);
    }

    private static RunningServer startBaseline(Path folder, List<String> jvmOptions)
            throws IOException, InterruptedException {
        PayaraMicroBaseline payara = PayaraMicroBaseline.start(folder, jvmOptions);
        return new RunningServer(payara.pid(), payara);
    }

    private static void print(List<Variant> variants, Variant reference) {
        var table = new TextTable().row("", "CPU s", "from", "to", "of bare", "MB", "of bare");
        for (Variant s : variants) {
            Samples cpu = Samples.of(s.cpu());
            table.row(
                    s.name(),
                    formatTwoDecimals(cpu.percentile(0.5)),
                    formatTwoDecimals(cpu.percentile(0)),
                    formatTwoDecimals(cpu.max()),
                    formatTwoDecimals(s.cpuRatio(reference)),
                    Math.round(s.medianMegabytes()),
                    formatTwoDecimals(s.memoryRatio(reference)));
        }
        table.print();
    }

    private static BenchmarkResult createResult(Variant shipped, Variant baseline, Variant defaults) {
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("cpuSeconds", formatTwoDecimals(shipped.medianCpu()));
        metrics.put("megabytes", String.valueOf(Math.round(shipped.medianMegabytes())));
        var faults = new ArrayList<String>();
        for (Variant reference : List.of(baseline, defaults)) {
            double cpu = shipped.cpuRatio(reference);
            double memory = shipped.memoryRatio(reference);
            String to = reference == baseline ? "ToBare" : "ToDefaults";
            metrics.put("cpu" + to, formatTwoDecimals(cpu));
            metrics.put("memory" + to, formatTwoDecimals(memory));
            if (cpu > CPU_LIMIT) {
                faults.add("CPU until ready is above " + CPU_LIMIT + " times that of: " + reference.name());
            }
            if (memory > MEMORY_LIMIT) {
                faults.add("memory is above " + MEMORY_LIMIT + " times that of: " + reference.name());
            }
        }
        return new BenchmarkResult(metrics, faults);
    }

    private static String formatTwoDecimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
