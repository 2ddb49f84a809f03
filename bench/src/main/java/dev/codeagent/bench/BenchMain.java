package dev.codeagent.bench;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.bench.crash.CrashBenchmark;
import dev.codeagent.bench.crash.EffectsBenchmark;
import dev.codeagent.bench.drops.DropsBenchmark;
import dev.codeagent.bench.escapes.EscapesBenchmark;
import dev.codeagent.bench.journal.JournalBenchmark;
import dev.codeagent.bench.latency.AckBenchmark;
import dev.codeagent.bench.latency.FirstTokenBenchmark;
import dev.codeagent.bench.load.LoadBenchmark;
import dev.codeagent.bench.nodes.NodesBenchmark;
import dev.codeagent.bench.projects.ProjectsBenchmark;
import dev.codeagent.bench.reload.ReloadBenchmark;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.ServerDatabase;
import dev.codeagent.bench.rig.WrongUse;
import dev.codeagent.bench.sandbox.SandboxBenchmark;
import dev.codeagent.bench.start.CliBenchmark;
import dev.codeagent.bench.start.StartBenchmark;
import dev.codeagent.bench.undo.UndoBenchmark;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the benchmark that is named; lists them where none is. */
public final class BenchMain {
    private static final int WRONG_USE = 2;

    private static final List<Benchmark> ALL = List.of(
            new DropsBenchmark(),
            new CrashBenchmark(),
            new EffectsBenchmark(),
            new AckBenchmark(),
            new FirstTokenBenchmark(),
            new JournalBenchmark(),
            new NodesBenchmark(),
            new ReloadBenchmark(),
            new SandboxBenchmark(),
            new ProjectsBenchmark(),
            new LoadBenchmark(),
            new StartBenchmark(),
            new CliBenchmark(),
            new UndoBenchmark(),
            new EscapesBenchmark());

    private static final List<String> HELP = List.of("--help", "-h", "help");

    private BenchMain() {}

    public static void main(String[] args) throws Exception {
        // Without it, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        if (args.length == 0 || HELP.contains(args[0])) {
            list();
            return;
        }
        Optional<Benchmark> found =
                ALL.stream().filter(b -> b.name().equals(args[0])).findFirst();
        if (found.isEmpty()) {
            System.err.println("no benchmark '" + args[0] + "'; there are:");
            list();
            System.exit(WRONG_USE);
        }
        System.exit(run(found.orElseThrow(), List.of(args).subList(1, args.length)));
    }

    private static int run(Benchmark benchmark, List<String> args) throws Exception {
        Outcome outcome;
        try {
            Options options = Options.parse(args, benchmark.takesFile());
            ServerDatabase.select(options.text("database", ServerDatabase.SQLITE));
            outcome = benchmark.run(options);
        } catch (WrongUse e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        } catch (AgentException e) { // What it needs is not there, or failed; it says so itself.
            outcome = new Outcome(Map.of(), List.of(e.getMessage()));
        }
        outcome.faults().forEach(fault -> System.out.println("FAULT " + fault));
        System.out.println(outcome.line(benchmark.name()));
        return outcome.passed() ? 0 : 1;
    }

    private static void list() {
        ALL.forEach(b -> System.out.printf("%-12s %s%n", b.name(), b.purpose()));
        System.out.println(
                "with --database postgresql, servers and journals work on a PostgreSQL of the benchmark's own");
    }
}
