package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Repository;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Strikes run after run on one server: first none, then each at a random point. */
final class Trials {
    private static final String PROVIDER = "effects";

    private Trials() {}

    /** How one run is struck. */
    interface Blow {
        Trial.Result strike(Trial trial, int number, Trial.Reference reference, Random random) throws Exception;
    }

    /** @param count of the trials, where the options name none; a seed is their second number */
    static Outcome run(Options options, int count, Blow blow, Function<List<Trial.Result>, Outcome> report)
            throws Exception {
        int trials = Math.toIntExact(options.at(0, count));
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
                results.add(blow.strike(trial, i, reference, random));
                System.out.println(results.getLast().words());
            }
            return bench.finish(report.apply(results));
        }
    }
}
