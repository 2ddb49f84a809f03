package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.OwnEngine;
import dev.codeagent.bench.rig.Sandboxes;
import dev.codeagent.bench.rig.Table;
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
    public String purpose() {
        return "[N=30] [SEED] [--sandbox docker|bubblewrap]: kill -9 of the server, of executors or of the Docker engine at"
                + " random points of calls that change something; no effect twice, none lost unreported; docker works on an"
                + " engine of its own, as root";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        return Sandboxes.run(options, engine -> run(options, engine));
    }

    /** @param engine that which makes the sandboxes; none: bubblewrap does */
    public static Outcome run(Options options, Optional<OwnEngine> engine) throws Exception {
        return Trials.run(
                options,
                30,
                Sandboxes.launch(engine),
                (trial, number, reference, random) -> new Volley(trial, engine, reference, random).strike(number),
                EffectsBenchmark::report);
    }

    private static Outcome report(List<Trial.Result> results) {
        List<String> faults = results.stream().flatMap(r -> r.faults().stream()).toList();
        int unknown = results.stream().mapToInt(Trial.Result::unknown).sum();
        var counts = new LinkedHashMap<String, Object>();
        counts.put("kills", Trials.kills(results));
        for (Target target : Target.values()) {
            counts.put(
                    target.word() + "s",
                    Trials.kills(results.stream()
                            .filter(r -> r.strike().target() == target)
                            .toList()));
        }
        counts.put("runs", results.size());
        counts.put("inRun", results.stream().filter(r -> r.strike().inTime()).count());
        counts.put("unknown", unknown);
        counts.put("faults", faults.size());
        var figures = new LinkedHashMap<String, String>();
        var table = new Table();
        Map<String, String> words = Map.of(
                "runs", "runs that were struck",
                "inRun", "of them before their end",
                "unknown", "calls reported as unknown",
                "faults", "effects twice, or lost without a report");
        counts.forEach((name, count) -> {
            figures.put(name, String.valueOf(count));
            table.row(words.getOrDefault(name, name.equals("kills") ? name : "of them " + name), count);
        });
        table.print();
        return new Outcome(figures, faults);
    }
}
