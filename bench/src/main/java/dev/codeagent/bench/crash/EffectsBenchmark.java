package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Table;
import java.util.LinkedHashMap;
import java.util.List;

/** Kills the server or the executor while calls change something: no effect twice, none lost without being reported. */
public final class EffectsBenchmark implements Benchmark {
    @Override
    public String name() {
        return "effects";
    }

    @Override
    public String purpose() {
        return "[N=30] [SEED]: kill -9 of the server or of the executor at random points of calls that change something;"
                + " no effect twice, none lost unreported";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        return Trials.run(
                options,
                30,
                (trial, number, reference, random) -> random.nextInt(3) > 0
                        ? trial.executorKilled(number, reference, random)
                        : trial.killed(number, reference, random),
                EffectsBenchmark::report);
    }

    private static Outcome report(List<Trial.Result> results) {
        List<String> faults = results.stream().flatMap(r -> r.faults().stream()).toList();
        long executors =
                results.stream().filter(r -> r.point().startsWith("executor")).count();
        int unknown = results.stream().mapToInt(Trial.Result::unknown).sum();
        new Table()
                .row("kills", results.size())
                .row("of them of the executor", executors)
                .row("calls reported as unknown", unknown)
                .row("effects twice, or lost without a report", faults.size())
                .print();
        var figures = new LinkedHashMap<String, String>();
        figures.put("kills", String.valueOf(results.size()));
        figures.put("executors", String.valueOf(executors));
        figures.put(
                "inRun",
                String.valueOf(
                        results.stream().filter(Trial.Result::killedInTime).count()));
        figures.put("unknown", String.valueOf(unknown));
        figures.put("faults", String.valueOf(faults.size()));
        return new Outcome(figures, faults);
    }
}
