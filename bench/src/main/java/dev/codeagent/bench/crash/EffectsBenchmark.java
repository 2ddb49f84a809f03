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
 * Kills the server, executors or the Docker engine during mutating calls: no effect may happen twice, and none may be
 * lost without a report.
 */
public final class EffectsBenchmark implements Benchmark {
    @Override
    public String name() {
        return "effects";
    }

    @Override
    public String description() {
        return "[N=30] [SEED] [--sandbox docker|bubblewrap]: kill -9 of the server, of executors or of the Docker"
                + " engine at random points of mutating calls; FAIL if an effect happens twice or is lost without a"
                + " report; docker starts an isolated engine and needs root";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        return SandboxOption.runWithSelected(options, engine -> run(options, engine));
    }

    /** @param engine the engine that creates the sandboxes; empty: bubblewrap creates them */
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
                "runs", "runs that a kill hit",
                "inRun", "of these before their end",
                "unknown", "calls reported as unknown",
                "faults", "effects that happened twice or were lost without a report");
        counts.forEach((name, count) -> {
            metrics.put(name, String.valueOf(count));
            table.row(descriptions.getOrDefault(name, name.equals("kills") ? name : "of these " + name), count);
        });
        table.print();
        return new BenchmarkResult(metrics, faults);
    }
}
