package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Samples;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.Table;
import java.util.LinkedHashMap;
import java.util.List;

/** Kills the server at random points of runs; after its restart each must end as the undisturbed one did. */
public final class CrashBenchmark implements Benchmark {
    @Override
    public String name() {
        return "crash";
    }

    @Override
    public String purpose() {
        return "[N=20] [SEED]: kill -9 of the server at random points of runs; each ends with the same tree, no effect twice";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        return Trials.run(
                options,
                20,
                Server.Launch.shipped(),
                (trial, number, reference, random) -> List.of(trial.killed(number, reference, random)),
                CrashBenchmark::report);
    }

    private static Outcome report(List<Trial.Result> results) {
        List<String> faults = results.stream().flatMap(r -> r.faults().stream()).toList();
        long inTime = results.stream().filter(r -> r.strike().inTime()).count();
        int unknown = results.stream().mapToInt(Trial.Result::unknown).sum();
        Samples goingOn = Samples.of(results.stream()
                .filter(r -> r.restart().goingOnMillis() > 0)
                .map(r -> (double) r.restart().goingOnMillis())
                .toList());
        Samples ready = Samples.of(
                results.stream().map(r -> (double) r.restart().readyMillis()).toList());
        new Table()
                .row("kills", results.size())
                .row("of them before the run's end", inTime)
                .row("calls reported as unknown", unknown)
                .row("server ready after its start, p50 ms", Math.round(ready.percentile(0.5)))
                .row("run going on after the start, p50 ms", Math.round(goingOn.percentile(0.5)))
                .row("run going on after the start, max ms", Math.round(goingOn.max()))
                .print();
        var figures = new LinkedHashMap<String, String>();
        figures.put("kills", String.valueOf(results.size()));
        figures.put("inRun", String.valueOf(inTime));
        figures.put("unknown", String.valueOf(unknown));
        figures.put("readyP50Ms", String.valueOf(Math.round(ready.percentile(0.5))));
        figures.put("goingOnP50Ms", String.valueOf(Math.round(goingOn.percentile(0.5))));
        figures.put("goingOnMaxMs", String.valueOf(Math.round(goingOn.max())));
        figures.put("faults", String.valueOf(faults.size()));
        return new Outcome(figures, faults);
    }
}
