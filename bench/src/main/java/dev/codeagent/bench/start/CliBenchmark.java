package dev.codeagent.bench.start;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Cpu;
import dev.codeagent.bench.rig.Installation;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Samples;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** What a command of the client costs: its launcher, what that starts, and Java. */
public final class CliBenchmark implements Benchmark {
    private static final double LIMIT_MILLIS = 500;
    private static final int NO_SERVER = 3;

    @Override
    public String name() {
        return "cli";
    }

    @Override
    public String purpose() {
        return "[--times 15]: CPU of `codeagent --version` and `codeagent status`; FAIL above 0.5 s (median)";
    }

    /** A command line, and the exit code that it must have. */
    private record Case(String name, int exit, List<String> words, List<Double> millis) {
        Case(String name, int exit, String... words) {
            this(name, exit, List.of(words), new ArrayList<>());
        }

        void measure() throws IOException, InterruptedException {
            double before = Cpu.secondsOfChildren();
            run();
            millis.add((Cpu.secondsOfChildren() - before) * 1e3);
        }

        void run() throws IOException, InterruptedException {
            var command = new ArrayList<>(List.of(Installation.find().launcher().toString()));
            command.addAll(words);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int code = process.waitFor();
            if (code != exit) {
                throw new IOException(String.join(" ", command) + " ended with " + code + " instead of " + exit);
            }
        }
    }

    @Override
    public Outcome run(Options options) throws Exception {
        var version = new Case("version", 0, "--version");
        // The first call may have to build what the server runs from.
        version.run();
        try (var bench = new Bench();
                var server = Server.start(bench.folder())) {
            Path none = bench.folder().resolve("none");
            var cases = List.of(
                    version,
                    new Case("statusWithout", NO_SERVER, "status", "--data", none.toString()),
                    new Case("statusWith", 0, "status", "--data", server.data().toString()));
            for (int i = 0; i < options.named("times", 15); i++) {
                for (Case c : cases) {
                    c.measure();
                }
            }
            return bench.finish(report(cases));
        }
    }

    private static Outcome report(List<Case> cases) {
        var table = new Table().row("CPU of a command", "median ms", "least", "most");
        var figures = new LinkedHashMap<String, String>();
        var faults = new ArrayList<String>();
        for (Case c : cases) {
            Samples samples = Samples.of(c.millis());
            double median = samples.percentile(0.5);
            table.row(c.name(), Math.round(median), Math.round(samples.percentile(0)), Math.round(samples.max()));
            figures.put(c.name() + "Ms", String.valueOf(Math.round(median)));
            if (!(median <= LIMIT_MILLIS)) {
                faults.add(c.name() + " is over " + LIMIT_MILLIS + " ms");
            }
        }
        table.print();
        return new Outcome(figures, faults);
    }
}
