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

/** Kills at random points of runs on one server, after one run that is left alone. */
final class Trials {
    private static final String PROVIDER = "effects";

    private Trials() {}

    /** Starts one run or some at once and kills what they live on. */
    interface Blow {
        /** @param number of the first of the results */
        List<Trial.Result> strike(Trial trial, int number, Trial.Reference reference, Random random) throws Exception;
    }

    /** @param count of the kills, where the options name none; a seed is their second number */
    static Outcome run(
            Options options, int count, Server.Launch launch, Blow blow, Function<List<Trial.Result>, Outcome> report)
            throws Exception {
        int kills = Math.toIntExact(options.at(0, count));
        long seed = options.at(1, System.nanoTime() & 0xffffff);
        System.out.println(kills + " kills, seed " + seed);
        try (var bench = new Bench();
                var model = FakeModel.start(bench.folder(), Scripts.script(Map.of("key", EffectScript.scenario())));
                var server = Server.start(bench.folder(), launch)) {
            server.rest().provider(PROVIDER, model.url(), "key");
            var repository = Repository.create(bench.folder().resolve("sample"));
            var trial = new Trial(server, repository, server.rest().project(repository.path()), PROVIDER);
            var reference = trial.undisturbed();
            var random = new Random(seed);
            List<Trial.Result> results = new ArrayList<>();
            while (kills(results) < kills) {
                List<Trial.Result> some = blow.strike(trial, results.size(), reference, random);
                some.forEach(result -> System.out.println(result.words()));
                results.addAll(some);
            }
            return bench.finish(report.apply(results));
        }
    }

    /** A kill that struck several runs counts once. */
    static int kills(List<Trial.Result> results) {
        return results.stream().mapToInt(Trial.Result::kills).sum();
    }
}
