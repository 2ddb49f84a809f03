package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.IsolatedDockerEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kills during concurrent runs, at or soon after mutating calls: either one kill of the server or the engine during
 * two runs, or up to three kills of each run's executor during four runs.
 */
record ConcurrentKillTrial(
        KillTrial trial, Optional<IsolatedDockerEngine> engine, KillTrial.ReferenceRun reference, Random random) {
    private static final int RUNS_PER_EXECUTOR_KILL = 4;
    private static final int RUNS_PER_SHARED_KILL = 2;
    private static final int MAX_KILLS_PER_RUN = 3;

    /** The number of results of one cycle: executors, server, executors, engine. */
    private static final int CYCLE = 2 * (RUNS_PER_EXECUTOR_KILL + RUNS_PER_SHARED_KILL);

    private static final int MAX_DELAY_MILLIS = 400;
    private static final int MAX_DOWNTIME_MILLIS = 2_000;

    List<KillTrial.Result> run(int number) throws Exception {
        KillTarget target = selectTarget(number % CYCLE);
        List<KillPlan> plans = new ArrayList<>();
        for (int i = 0; i < (target == KillTarget.EXECUTOR ? RUNS_PER_EXECUTOR_KILL : RUNS_PER_SHARED_KILL); i++) {
            plans.add(new KillPlan(
                    number + i,
                    trial.startRun(),
                    randomKillPoints(target == KillTarget.EXECUTOR ? MAX_KILLS_PER_RUN : 1)));
        }
        return target == KillTarget.EXECUTOR ? killExecutors(plans) : killServerOrEngine(target, plans);
    }

    /** When to kill: at a run's n-th mutating call, plus a delay in milliseconds. */
    private record KillPoint(int call, long delayMillis) {
        @Override
        public String toString() {
            return call + "+" + delayMillis + "ms";
        }
    }

    private record KillPlan(int number, RunClient client, List<KillPoint> killPoints) {
        void awaitKillPoint(KillPoint killPoint) throws InterruptedException {
            client.awaitMutatingCall(killPoint.call());
            Thread.sleep(killPoint.delayMillis());
        }
    }

    /** Kills executors most often, because that is cheap: the server is not restarted. */
    private KillTarget selectTarget(int index) {
        return switch (index) {
            case RUNS_PER_EXECUTOR_KILL -> KillTarget.SERVER;
            case 2 * RUNS_PER_EXECUTOR_KILL + RUNS_PER_SHARED_KILL ->
                engine.isPresent() ? KillTarget.ENGINE : KillTarget.SERVER;
            default -> KillTarget.EXECUTOR;
        };
    }

    private List<KillPoint> randomKillPoints(int count) {
        return random.ints(1, KillTrial.MUTATING_CALLS + 1)
                .distinct()
                .limit(count)
                .sorted()
                .mapToObj(call -> new KillPoint(call, (long) random.nextInt(2) * random.nextInt(MAX_DELAY_MILLIS)))
                .toList();
    }

    private List<KillTrial.Result> killExecutors(List<KillPlan> plans) throws Exception {
        return runAll(plans, plan -> {
            RunClient client = plan.client();
            var executors = new RunningExecutors(trial.server(), engine.map(IsolatedDockerEngine::address));
            var executedKills = new ArrayList<KillPoint>();
            for (KillPoint killPoint : plan.killPoints()) {
                plan.awaitKillPoint(killPoint);
                if (!client.view().isFinished() && executors.kill(client.run())) {
                    executedKills.add(killPoint);
                }
            }
            client.awaitEndOrDisconnect();
            var killRecord = new KillTrial.KillRecord(
                    plan.number(),
                    KillTarget.EXECUTOR,
                    executedKills.size(),
                    "executor at calls " + executedKills,
                    !executedKills.isEmpty());
            return trial.verify(killRecord, client, reference, Instant.now());
        });
    }

    /** Kills at the kill point of the first run; the other run is hit wherever it is. */
    private List<KillTrial.Result> killServerOrEngine(KillTarget target, List<KillPlan> plans) throws Exception {
        KillPlan first = plans.getFirst();
        first.awaitKillPoint(first.killPoints().getFirst());
        List<Boolean> beforeRunEnd =
                plans.stream().map(s -> !s.client().view().isFinished()).toList();
        Instant restartedAt = killAndRestart(target, plans);
        return runAll(plans, plan -> {
            plan.client().awaitEndOrDisconnect();
            var killRecord = new KillTrial.KillRecord(
                    plan.number(),
                    target,
                    plan == first ? 1 : 0,
                    target.lowerCaseName()
                            + (plan == first ? " at call " + first.killPoints() : " together with the run above"),
                    beforeRunEnd.get(plans.indexOf(plan)));
            return trial.verify(killRecord, plan.client(), reference, restartedAt);
        });
    }

    /** Returns the time at which the restart began. */
    private Instant killAndRestart(KillTarget target, List<KillPlan> plans) throws IOException, InterruptedException {
        if (target == KillTarget.ENGINE) {
            IsolatedDockerEngine isolatedEngine = engine.orElseThrow();
            isolatedEngine.kill();
            Thread.sleep(random.nextInt(MAX_DOWNTIME_MILLIS));
            Instant restartedAt = Instant.now();
            isolatedEngine.startDaemon();
            return restartedAt;
        }
        trial.server().kill();
        for (KillPlan plan : plans) {
            plan.client().awaitEndOrDisconnect();
        }
        Instant restartedAt = Instant.now();
        trial.server().start();
        return restartedAt;
    }

    private interface PlanExecution {
        KillTrial.Result run(KillPlan plan) throws Exception;
    }

    private static List<KillTrial.Result> runAll(List<KillPlan> plans, PlanExecution execution) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<KillTrial.Result>> all = plans.stream()
                    .<Callable<KillTrial.Result>>map(plan -> () -> execution.run(plan))
                    .toList();
            var results = new ArrayList<KillTrial.Result>();
            for (Future<KillTrial.Result> result : threads.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
