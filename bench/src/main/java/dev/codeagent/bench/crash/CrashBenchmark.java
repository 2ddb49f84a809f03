package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Kills the server at random points of runs; after the restart each run must end like the undisturbed reference run.
 */
public final class CrashBenchmark implements Benchmark {
    @Override
    public String name() {
        return "crash";
    }

    @Override
    public String description() {
        return "[N=20] [SEED]: kill -9 of the server at random points of runs; FAIL if a tree differs or an effect"
                + " happens twice";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        return KillTrialRunner.run(
                options,
                20,
                ServerProcess.StartOptions.shipped(),
                (trial, number, reference, random) -> List.of(trial.runWithKill(number, reference, random)),
                CrashBenchmark::report);
    }

    private static BenchmarkResult report(List<KillTrial.Result> results) {
        List<String> faults = results.stream().flatMap(r -> r.faults().stream()).toList();
        long beforeRunEnd =
                results.stream().filter(r -> r.killRecord().beforeRunEnd()).count();
        int unknownCalls =
                results.stream().mapToInt(KillTrial.Result::unknownCalls).sum();
        Samples resumed = Samples.of(results.stream()
                .filter(r -> r.restartTimes().resumedMillis() > 0)
                .map(r -> (double) r.restartTimes().resumedMillis())
                .toList());
        Samples ready = Samples.of(results.stream()
                .map(r -> (double) r.restartTimes().readyMillis())
                .toList());
        new TextTable()
                .row("kills", results.size())
                .row("of these before the end of the run", beforeRunEnd)
                .row("calls reported as unknown", unknownCalls)
                .row("restart until server ready, p50 ms", Math.round(ready.percentile(0.5)))
                .row("restart until run resumed, p50 ms", Math.round(resumed.percentile(0.5)))
                .row("restart until run resumed, max ms", Math.round(resumed.max()))
                .print();
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("kills", String.valueOf(results.size()));
        metrics.put("inRun", String.valueOf(beforeRunEnd));
        metrics.put("unknown", String.valueOf(unknownCalls));
        metrics.put("readyP50Ms", String.valueOf(Math.round(ready.percentile(0.5))));
        metrics.put("goingOnP50Ms", String.valueOf(Math.round(resumed.percentile(0.5))));
        metrics.put("goingOnMaxMs", String.valueOf(Math.round(resumed.max())));
        metrics.put("faults", String.valueOf(faults.size()));
        return new BenchmarkResult(metrics, faults);
    }
}
