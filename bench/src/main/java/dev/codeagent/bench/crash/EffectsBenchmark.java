package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.IsolatedDockerEngine;
import dev.codeagent.bench.harness.SandboxOption;
import dev.codeagent.bench.harness.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kills the server, the executor or the Docker engine while calls change something: no effect twice, none lost without being
 * reported.
 */
public final class EffectsBenchmark implements Benchmark {
    @Override
    public String name() {
        return "effects";
    }

    @Override
    public String description() {
        return "[N=30] [SEED] [--sandbox docker|bubblewrap]: kill -9 of the server, of executors or of the Docker engine at"
                + " random points of calls that change something; no effect twice, none lost unreported; docker works on an"
                + " engine of its own, as root";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        return SandboxOption.runWithSelected(options, engine -> run(options, engine));
    }

    /** @param engine that which makes the sandboxes; none: bubblewrap does */
    public static BenchmarkResult run(BenchmarkOptions options, Optional<IsolatedDockerEngine> engine)
            throws Exception {
        return KillTrialRunner.run(
                options,
                30,
                SandboxOption.serverStartOptions(engine),
                (trial, number, reference, random) ->
                        new ConcurrentKillTrial(trial, engine, reference, random).run(number),
                EffectsBenchmark::report);
    }

    private static BenchmarkResult report(List<KillTrial.Result> results) {
        List<String> faults = results.stream().flatMap(r -> r.faults().stream()).toList();
        int unknownCalls =
                results.stream().mapToInt(KillTrial.Result::unknownCalls).sum();
        var counts = new LinkedHashMap<String, Object>();
        counts.put("kills", KillTrialRunner.countKills(results));
        for (KillTarget target : KillTarget.values()) {
            counts.put(
                    target.lowerCaseName() + "s",
                    KillTrialRunner.countKills(results.stream()
                            .filter(r -> r.killRecord().target() == target)
                            .toList()));
        }
        counts.put("runs", results.size());
        counts.put(
                "inRun",
                results.stream().filter(r -> r.killRecord().beforeRunEnd()).count());
        counts.put("unknown", unknownCalls);
        counts.put("faults", faults.size());
        var metrics = new LinkedHashMap<String, String>();
        var table = new TextTable();
        Map<String, String> descriptions = Map.of(
                "runs", "runs that were struck",
                "inRun", "of them before their end",
                "unknown", "calls reported as unknown",
                "faults", "effects twice, or lost without a report");
        counts.forEach((name, count) -> {
            metrics.put(name, String.valueOf(count));
            table.row(descriptions.getOrDefault(name, name.equals("kills") ? name : "of them " + name), count);
        });
        table.print();
        return new BenchmarkResult(metrics, faults);
    }
}
