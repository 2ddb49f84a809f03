package dev.codeagent.bench.start;

import dev.codeagent.bench.rig.BareMicro;
import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Cpu;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Samples;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.Server.Launch;
import dev.codeagent.bench.rig.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** CPU and memory of a start, beside a Payara Micro that has nothing to do. */
public final class StartBenchmark implements Benchmark {
    private static final double CPU_LIMIT = 1.4;
    private static final double MEMORY_LIMIT = 1.3;
    /** Until late threads are through; memory is looked at then. */
    private static final long SETTLE_MILLIS = 5_000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String purpose() {
        return "[--rounds 5]: CPU until ready and memory after it; FAIL above 1.4 and 1.3 times those of a bare Payara Micro";
    }

    /** Something that is started, again and again. */
    private record Subject(String name, Start start, List<Double> cpu, List<Double> megabytes) {
        Subject(String name, Start start) {
            this(name, start, new ArrayList<>(), new ArrayList<>());
        }

        void measure(Path folder) throws Exception {
            try (Running running = start.in(folder)) {
                cpu.add(Cpu.seconds(running.pid()));
                Thread.sleep(SETTLE_MILLIS);
                megabytes.add(Cpu.residentMegabytes(running.pid()));
            }
        }

        double medianCpu() {
            return Samples.of(cpu).percentile(0.5);
        }

        double medianMegabytes() {
            return Samples.of(megabytes).percentile(0.5);
        }

        /** Each start beside the other's of the same round, then the median: machines change their speed within minutes. */
        double cpuTo(Subject other) {
            return Samples.of(IntStream.range(0, cpu.size())
                            .mapToObj(round -> cpu.get(round) / other.cpu.get(round))
                            .toList())
                    .percentile(0.5);
        }

        double memoryTo(Subject other) {
            return medianMegabytes() / other.medianMegabytes();
        }
    }

    private interface Start {
        Running in(Path folder) throws Exception;
    }

    /** A server that is ready. */
    private record Running(long pid, AutoCloseable end) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            end.close();
        }
    }

    @Override
    public Outcome run(Options options) throws Exception {
        Launch plain = Launch.plain();
        var ours = new Subject("the server, as shipped", folder -> server(folder, Launch.shipped()));
        var cold = new Subject("the server, without its archive", folder -> server(folder, plain));
        var bare = new Subject("bare, with the server's JVM options", folder -> bare(folder, plain.jvm()));
        var stock = new Subject("bare, with Java's own defaults", folder -> bare(folder, List.of()));
        var subjects = List.of(bare, ours, stock, cold); // Those that are compared are neighbours.
        try (var bench = new Bench()) {
            for (int round = 0; round < options.named("rounds", 5); round++) {
                for (Subject subject : subjects) {
                    subject.measure(bench.folder().resolve(round + "-" + subjects.indexOf(subject)));
                }
            }
            print(subjects, bare);
            return bench.finish(outcome(ours, bare, stock));
        }
    }

    private static Running server(Path folder, Launch launch) throws IOException, InterruptedException {
        Server server = Server.start(folder, launch);
        return new Running(server.pid(), server);
    }

    private static Running bare(Path folder, List<String> jvm) throws IOException, InterruptedException {
        BareMicro micro = BareMicro.start(folder, jvm);
        return new Running(micro.pid(), micro);
    }

    private static void print(List<Subject> subjects, Subject reference) {
        var table = new Table().row("", "CPU s", "from", "to", "of bare", "MB", "of bare");
        for (Subject s : subjects) {
            Samples cpu = Samples.of(s.cpu());
            table.row(
                    s.name(),
                    two(cpu.percentile(0.5)),
                    two(cpu.percentile(0)),
                    two(cpu.max()),
                    two(s.cpuTo(reference)),
                    Math.round(s.medianMegabytes()),
                    two(s.memoryTo(reference)));
        }
        table.print();
    }

    private static Outcome outcome(Subject ours, Subject bare, Subject stock) {
        var figures = new LinkedHashMap<String, String>();
        figures.put("cpuSeconds", two(ours.medianCpu()));
        figures.put("megabytes", String.valueOf(Math.round(ours.medianMegabytes())));
        var faults = new ArrayList<String>();
        for (Subject reference : List.of(bare, stock)) {
            double cpu = ours.cpuTo(reference);
            double memory = ours.memoryTo(reference);
            String to = reference == bare ? "ToBare" : "ToDefaults";
            figures.put("cpu" + to, two(cpu));
            figures.put("memory" + to, two(memory));
            if (cpu > CPU_LIMIT) {
                faults.add("CPU until ready is over " + CPU_LIMIT + " times that of: " + reference.name());
            }
            if (memory > MEMORY_LIMIT) {
                faults.add("memory is over " + MEMORY_LIMIT + " times that of: " + reference.name());
            }
        }
        return new Outcome(figures, faults);
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
