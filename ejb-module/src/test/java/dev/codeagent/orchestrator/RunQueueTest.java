package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunQueueTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final RunId FIRST = new RunId("run-1");
    private static final RunId SECOND = new RunId("run-2");

    private final List<RunId> launched = new ArrayList<>();
    private final RunQueue queue = new RunQueue(1, 10, launched::add);

    @Test
    void waitsForRunningJobsWhenItCloses() throws Exception {
        queue.launch(FIRST);
        queue.begin(FIRST);
        var cancelled = new CountDownLatch(1);
        queue.cancellationToken(FIRST).onCancel(cancelled::countDown);

        CompletableFuture<Set<RunId>> closing = CompletableFuture.supplyAsync(() -> queue.close(LONG));
        assertThat(cancelled.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(closing).isNotDone();
        queue.end(FIRST);

        assertThat(closing.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void tellsHowManyRunsWaitAndMeasuresHowLong() {
        var waits = new ArrayList<Duration>();
        var measured = new RunQueue(1, 10, launched::add, waits::add);
        measured.launch(FIRST);
        measured.launch(SECOND);
        measured.begin(FIRST);
        RunQueue.Status full = measured.status();
        measured.end(FIRST);
        measured.begin(SECOND);

        assertThat(full.running()).isEqualTo(1);
        assertThat(full.waiting()).isEqualTo(1);
        assertThat(full.maxRunning()).isEqualTo(1);
        assertThat(full.maxWaiting()).isEqualTo(10);
        assertThat(full.longestWait()).isPositive();
        assertThat(measured.status().waiting()).isZero();
        assertThat(measured.status().longestWait()).isZero();
        assertThat(waits).hasSize(2).allMatch(Duration::isPositive);
    }

    @Test
    void returnsTheRunsWhoseJobsDoNotEnd() {
        queue.launch(FIRST);
        queue.begin(FIRST);

        assertThat(queue.close(Duration.ofMillis(1))).containsExactly(FIRST);
    }

    @Test
    void beginsNoJobAfterItIsClosed() {
        queue.launch(FIRST);
        queue.launch(SECOND);

        assertThat(queue.close(LONG)).isEmpty();

        assertThat(queue.begin(FIRST)).isFalse();
        queue.end(FIRST);
        assertThat(launched).containsExactly(FIRST);
    }

    @Test
    void launchesARunAgainWhenItIsRelaunchedBeforeItsJobEnds() {
        queue.launch(FIRST);
        queue.begin(FIRST);

        queue.relaunch(FIRST);
        assertThat(launched).containsExactly(FIRST);
        queue.end(FIRST);

        assertThat(launched).containsExactly(FIRST, FIRST);
    }

    @Test
    void launchesNoSecondJobForARunThatHasNotBegun() {
        queue.launch(FIRST);
        queue.launch(SECOND);

        queue.relaunch(FIRST);
        queue.relaunch(SECOND);
        queue.begin(FIRST);
        queue.end(FIRST);
        queue.begin(SECOND);
        queue.end(SECOND);

        assertThat(launched).containsExactly(FIRST, SECOND);
    }

    @Test
    void relaunchesAnApprovedRunEvenWhenTheQueueIsFull() {
        var full = new RunQueue(1, 0, launched::add);
        full.admit(FIRST);
        full.launch(FIRST);

        full.relaunch(SECOND);
        full.begin(FIRST);
        full.end(FIRST);

        assertThat(launched).containsExactly(FIRST, SECOND);
    }

    @Test
    void launchesOneJobForConcurrentRelaunches() throws Exception {
        try (var callers = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < 500; i++) {
                var jobs = new AtomicInteger();
                var idleQueue = new RunQueue(5, 5, run -> jobs.incrementAndGet());
                var barrier = new CyclicBarrier(3);
                Callable<Void> relaunch = () -> {
                    barrier.await();
                    idleQueue.relaunch(FIRST);
                    return null;
                };
                for (Future<Void> end : callers.invokeAll(Collections.nCopies(3, relaunch))) {
                    end.get();
                }
                assertThat(jobs).hasValue(1);
            }
        }
    }

    @Test
    void keepsARunWhoseWorkerCannotBeStartedAndItsPlace() {
        var failures = new AtomicInteger(1);
        var failing = new RunQueue(1, 10, run -> {
            if (failures.getAndDecrement() > 0) {
                throw new RejectedExecutionException("no thread");
            }
            launched.add(run);
        });

        failing.launch(FIRST);
        assertThat(launched).isEmpty();

        failing.launchWaiting();
        failing.launch(SECOND);
        assertThat(launched).containsExactly(FIRST);

        failing.end(FIRST);
        assertThat(launched).containsExactly(FIRST, SECOND);
    }

    @Test
    void cancelsARunWhoseWorkerCouldNotBeStarted() {
        var failures = new AtomicInteger(2);
        var failing = new RunQueue(1, 10, run -> {
            if (failures.getAndDecrement() > 0) {
                throw new RejectedExecutionException("no thread");
            }
            launched.add(run);
        });
        failing.launch(FIRST);

        failing.cancel(FIRST);
        failing.launchWaiting();

        assertThat(launched).containsExactly(FIRST);
        assertThat(failing.cancellationToken(FIRST).isCancelled()).isTrue();
    }
}
