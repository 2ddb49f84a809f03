package dev.codeagent.bench.start;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.ProcessStats;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** CPU cost of a client command: the launcher script, the programs that it starts, and Java. */
public final class CliBenchmark implements Benchmark {
    private static final double LIMIT_MILLIS = 500;
    private static final int EXIT_NO_SERVER = 3;

    @Override
    public String name() {
        return "cli";
    }

    @Override
    public String description() {
        return "[--times 15]: CPU of `codeagent --version` and `codeagent status`; FAIL above 0.5 s (median)";
    }

    /** A command line with its expected exit code. */
    private record CommandCase(String name, int expectedExitCode, List<String> arguments, List<Double> millis) {
        CommandCase(String name, int expectedExitCode, String... arguments) {
            this(name, expectedExitCode, List.of(arguments), new ArrayList<>());
        }

        void measure() throws IOException, InterruptedException {
            double before = ProcessStats.childrenCpuSeconds();
            run();
            millis.add((ProcessStats.childrenCpuSeconds() - before) * 1e3);
        }

        void run() throws IOException, InterruptedException {
            var command = new ArrayList<>(
                    List.of(BuildArtifacts.locate().launcherScript().toString()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int exitCode = process.waitFor();
            if (exitCode != expectedExitCode) {
                throw new IOException(String.join(" ", command) + " ended with exit code " + exitCode + ", expected "
                        + expectedExitCode);
            }
        }
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        var version = new CommandCase("version", 0, "--version");
        // The first call may build the server directory, so it is not measured.
        version.run();
        try (var directory = new BenchmarkDirectory();
                var server = ServerProcess.start(directory.path())) {
            Path missingDirectory = directory.path().resolve("none");
            var cases = List.of(
                    version,
                    new CommandCase("statusWithout", EXIT_NO_SERVER, "status", "--data", missingDirectory.toString()),
                    new CommandCase(
                            "statusWith",
                            0,
                            "status",
                            "--data",
                            server.dataDirectory().toString()));
            for (int i = 0; i < options.intOption("times", 15); i++) {
                for (CommandCase c : cases) {
                    c.measure();
                }
            }
            return directory.retainIfFailed(report(cases));
        }
    }

    private static BenchmarkResult report(List<CommandCase> cases) {
        var table = new TextTable().row("CPU of a command", "median ms", "min", "max");
        var metrics = new LinkedHashMap<String, String>();
        var faults = new ArrayList<String>();
        for (CommandCase c : cases) {
            Samples samples = Samples.of(c.millis());
            double median = samples.percentile(0.5);
            table.row(c.name(), Math.round(median), Math.round(samples.percentile(0)), Math.round(samples.max()));
            metrics.put(c.name() + "Ms", String.valueOf(Math.round(median)));
            if (!(median <= LIMIT_MILLIS)) {
                faults.add("the median of " + c.name() + " is above " + LIMIT_MILLIS + " ms");
            }
        }
        table.print();
        return new BenchmarkResult(metrics, faults);
    }
}
