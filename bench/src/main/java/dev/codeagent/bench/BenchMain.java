package dev.codeagent.bench;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.bench.accounting.AccountingBenchmark;
import dev.codeagent.bench.accounting.LimitsBenchmark;
import dev.codeagent.bench.crash.CrashBenchmark;
import dev.codeagent.bench.crash.EffectsBenchmark;
import dev.codeagent.bench.drops.DropsBenchmark;
import dev.codeagent.bench.escapes.EscapesBenchmark;
import dev.codeagent.bench.faults.FaultsBenchmark;
import dev.codeagent.bench.fuzz.FuzzBenchmark;
import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.ServerDatabase;
import dev.codeagent.bench.harness.UsageException;
import dev.codeagent.bench.journal.JournalBenchmark;
import dev.codeagent.bench.latency.AckBenchmark;
import dev.codeagent.bench.latency.FirstTokenBenchmark;
import dev.codeagent.bench.load.LoadBenchmark;
import dev.codeagent.bench.localmodel.LocalModelBenchmark;
import dev.codeagent.bench.nodes.NodesBenchmark;
import dev.codeagent.bench.portal.PortalBenchmark;
import dev.codeagent.bench.projects.ProjectsBenchmark;
import dev.codeagent.bench.providers.ProvidersBenchmark;
import dev.codeagent.bench.reload.ReloadBenchmark;
import dev.codeagent.bench.remote.RemoteBenchmark;
import dev.codeagent.bench.sandbox.SandboxBenchmark;
import dev.codeagent.bench.start.CliBenchmark;
import dev.codeagent.bench.start.StartBenchmark;
import dev.codeagent.bench.undo.UndoBenchmark;
import dev.codeagent.bench.wire.WireBenchmark;
import dev.codeagent.bench.wirefuzz.WireFuzzBenchmark;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the benchmark that the first argument names; without one, lists all benchmarks. */
public final class BenchMain {
    private static final int EXIT_USAGE = 2;

    private static final List<Benchmark> BENCHMARKS = List.of(
            new DropsBenchmark(),
            new CrashBenchmark(),
            new EffectsBenchmark(),
            new AckBenchmark(),
            new FirstTokenBenchmark(),
            new JournalBenchmark(),
            new AccountingBenchmark(),
            new LimitsBenchmark(),
            new NodesBenchmark(),
            new ReloadBenchmark(),
            new SandboxBenchmark(),
            new ProjectsBenchmark(),
            new LoadBenchmark(),
            new ProvidersBenchmark(),
            new StartBenchmark(),
            new CliBenchmark(),
            new UndoBenchmark(),
            new EscapesBenchmark(),
            new WireBenchmark(),
            new FaultsBenchmark(),
            new LocalModelBenchmark(),
            new FuzzBenchmark(),
            new WireFuzzBenchmark(),
            new RemoteBenchmark(),
            new PortalBenchmark());

    private static final List<String> HELP_OPTIONS = List.of("--help", "-h", "help");

    private BenchMain() {}

    public static void main(String[] args) throws Exception {
        // Without this property, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        if (args.length == 0 || HELP_OPTIONS.contains(args[0])) {
            printBenchmarks();
            return;
        }
        Optional<Benchmark> found =
                BENCHMARKS.stream().filter(b -> b.name().equals(args[0])).findFirst();
        if (found.isEmpty()) {
            System.err.println("'" + args[0] + "' is not a benchmark; use one of:");
            printBenchmarks();
            System.exit(EXIT_USAGE);
        }
        System.exit(run(found.orElseThrow(), List.of(args).subList(1, args.length)));
    }

    private static int run(Benchmark benchmark, List<String> args) throws Exception {
        BenchmarkResult result;
        try {
            BenchmarkOptions options = BenchmarkOptions.parse(args, benchmark.acceptsText());
            ServerDatabase.select(options.textOption("database", ServerDatabase.SQLITE));
            result = benchmark.run(options);
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            return EXIT_USAGE;
        } catch (AgentException e) { // A requirement of the benchmark is missing or failed; the message names it.
            result = new BenchmarkResult(Map.of(), List.of(e.getMessage()));
        }
        result.faults().forEach(fault -> System.out.println("FAULT " + fault));
        System.out.println(result.resultLine(benchmark.name()));
        return result.passed() ? 0 : 1;
    }

    private static void printBenchmarks() {
        BENCHMARKS.forEach(b -> System.out.printf("%-12s %s%n", b.name(), b.description()));
        System.out.println(
                "with --database postgresql, servers and journals use a PostgreSQL that the benchmark starts");
    }
}
