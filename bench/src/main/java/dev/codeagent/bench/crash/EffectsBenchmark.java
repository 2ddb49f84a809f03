package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Repository;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Kills the server or the executor while calls change something: no effect twice, none lost without being reported. */
public final class EffectsBenchmark implements Benchmark {
    private static final String PROVIDER = "effects";

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
        int trials = Math.toIntExact(options.at(0, 30));
        long seed = options.at(1, System.nanoTime() & 0xffffff);
        System.out.println(trials + " kills, seed " + seed);
        try (var bench = new Bench();
                var model = FakeModel.start(bench.folder(), Scripts.script(Map.of("key", EffectScript.scenario())));
                var server = Server.start(bench.folder())) {
            server.rest().provider(PROVIDER, model.url(), "key");
            var repository = Repository.create(bench.folder().resolve("sample"));
            var trial = new Trial(server, repository, server.rest().project(repository.path()), PROVIDER);
            var reference = trial.undisturbed();
            var random = new Random(seed);
            List<Trial.Result> results = new ArrayList<>();
            for (int i = 0; i < trials; i++) {
                boolean executor = random.nextInt(3) > 0;
                results.add(executor ? trial.executorKilled(i, reference, random) : trial.killed(i, reference, random));
                System.out.println(results.getLast().words());
            }
            return bench.finish(report(results));
        }
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
