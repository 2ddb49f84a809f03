package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.OwnEngine;
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
 * Two runs at once, and a kill of the server or of the engine that strikes both of them; or four, and up to three kills of each
 * run's executor; at or soon after calls that change something.
 */
record Volley(Trial trial, Optional<OwnEngine> engine, Trial.Reference reference, Random random) {
    private static final int EXECUTORS = 4;
    private static final int STRUCK_TOGETHER = 2;
    private static final int KILLS_OF_ONE = 3;

    /** The results of executors, a server, executors and an engine. */
    private static final int CYCLE = 2 * (EXECUTORS + STRUCK_TOGETHER);

    private static final int PAUSE_MILLIS = 400;
    private static final int DOWN_MILLIS = 2_000;

    List<Trial.Result> strike(int number) throws Exception {
        Target target = target(number % CYCLE);
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < (target == Target.EXECUTOR ? EXECUTORS : STRUCK_TOGETHER); i++) {
            shots.add(new Shot(number + i, trial.watch(), moments(target == Target.EXECUTOR ? KILLS_OF_ONE : 1)));
        }
        return target == Target.EXECUTOR ? executors(shots) : ground(target, shots);
    }

    /** When to strike: at a run's n-th call that changes something, or that much later. */
    private record Moment(int call, long pause) {
        @Override
        public String toString() {
            return call + "+" + pause + "ms";
        }
    }

    private record Shot(int number, Watcher watcher, List<Moment> moments) {
        void await(Moment moment) throws InterruptedException {
            watcher.awaitCall(moment.call());
            Thread.sleep(moment.pause());
        }
    }

    /** Executors die oftenest, since such a run is cheap: the server need not be started again. */
    private Target target(int place) {
        return switch (place) {
            case EXECUTORS -> Target.SERVER;
            case 2 * EXECUTORS + STRUCK_TOGETHER -> engine.isPresent() ? Target.ENGINE : Target.SERVER;
            default -> Target.EXECUTOR;
        };
    }

    private List<Moment> moments(int count) {
        return random.ints(1, Trial.MUTATING_CALLS + 1)
                .distinct()
                .limit(count)
                .sorted()
                .mapToObj(call -> new Moment(call, random.nextInt(2) * random.nextInt(PAUSE_MILLIS)))
                .toList();
    }

    private List<Trial.Result> executors(List<Shot> shots) throws Exception {
        return each(shots, shot -> {
            Watcher watcher = shot.watcher();
            var executors = new RunningExecutors(trial.server(), engine.map(OwnEngine::address));
            var hits = new ArrayList<Moment>();
            for (Moment moment : shot.moments()) {
                shot.await(moment);
                if (!watcher.view().finished() && executors.kill(watcher.run())) {
                    hits.add(moment);
                }
            }
            watcher.awaitEnd();
            var strike = new Trial.Strike(
                    shot.number(), Target.EXECUTOR, hits.size(), "executor at calls " + hits, !hits.isEmpty());
            return trial.check(strike, watcher, reference, Instant.now());
        });
    }

    /** The first run says when; the other is struck where it stands. */
    private List<Trial.Result> ground(Target target, List<Shot> shots) throws Exception {
        Shot first = shots.getFirst();
        first.await(first.moments().getFirst());
        List<Boolean> inTime =
                shots.stream().map(s -> !s.watcher().view().finished()).toList();
        Instant again = kill(target, shots);
        return each(shots, shot -> {
            shot.watcher().awaitEnd();
            var strike = new Trial.Strike(
                    shot.number(),
                    target,
                    shot == first ? 1 : 0,
                    target.word() + (shot == first ? " at call " + first.moments() : " with the one before"),
                    inTime.get(shots.indexOf(shot)));
            return trial.check(strike, shot.watcher(), reference, again);
        });
    }

    /** When what was killed was started again. */
    private Instant kill(Target target, List<Shot> shots) throws IOException, InterruptedException {
        if (target == Target.ENGINE) {
            OwnEngine own = engine.orElseThrow();
            own.kill();
            Thread.sleep(random.nextInt(DOWN_MILLIS));
            Instant again = Instant.now();
            own.startAgain();
            return again;
        }
        trial.server().kill();
        for (Shot shot : shots) {
            shot.watcher().awaitEnd();
        }
        Instant again = Instant.now();
        trial.server().start();
        return again;
    }

    private interface Work {
        Trial.Result of(Shot shot) throws Exception;
    }

    private static List<Trial.Result> each(List<Shot> shots, Work work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Trial.Result>> all = shots.stream()
                    .<Callable<Trial.Result>>map(shot -> () -> work.of(shot))
                    .toList();
            var results = new ArrayList<Trial.Result>();
            for (Future<Trial.Result> result : threads.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
