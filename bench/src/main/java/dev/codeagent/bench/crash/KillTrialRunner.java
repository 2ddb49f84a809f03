package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Starts a server and a scripted model, does one reference run, then repeats kill trials until enough kills happened.
 */
final class KillTrialRunner {
    private static final String PROVIDER = "effects";

    private KillTrialRunner() {}

    /** Starts one or several concurrent runs and kills a process that they need. */
    interface KillAction {
        /** @param number the number of the first result */
        List<KillTrial.Result> run(KillTrial trial, int number, KillTrial.ReferenceRun reference, Random random)
                throws Exception;
    }

    /** @param count the number of kills if the options have none; the second number in the options is the seed */
    static BenchmarkResult run(
            BenchmarkOptions options,
            int count,
            ServerProcess.StartOptions startOptions,
            KillAction killAction,
            Function<List<KillTrial.Result>, BenchmarkResult> report)
            throws Exception {
        int kills = Math.toIntExact(options.positional(0, count));
        long seed = options.positional(1, System.nanoTime() & 0xffffff);
        System.out.println(kills + " kills, seed " + seed);
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(
                        directory.path(), ModelScripts.script(Map.of("key", EffectScript.scenario())));
                var server = ServerProcess.start(directory.path(), startOptions)) {
            server.restClient().registerProvider(PROVIDER, model.url(), "key");
            var repository = GitRepository.create(directory.path().resolve("sample"));
            var trial =
                    new KillTrial(server, repository, server.restClient().registerProject(repository.path()), PROVIDER);
            var reference = trial.runReference();
            var random = new Random(seed);
            List<KillTrial.Result> results = new ArrayList<>();
            while (countKills(results) < kills) {
                List<KillTrial.Result> newResults = killAction.run(trial, results.size(), reference, random);
                newResults.forEach(result -> System.out.println(result.summary()));
                results.addAll(newResults);
            }
            return directory.retainIfFailed(report.apply(results));
        }
    }

    /** A kill that hit several runs counts once. */
    static int countKills(List<KillTrial.Result> results) {
        return results.stream().mapToInt(KillTrial.Result::kills).sum();
    }
}
