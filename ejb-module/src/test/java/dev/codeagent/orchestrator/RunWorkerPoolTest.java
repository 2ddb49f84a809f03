package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.run.RunId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunWorkerPoolTest {
    private static final RunId FIRST = new RunId("run-1");
    private static final RunId SECOND = new RunId("run-2");

    private final RunWorkerPool pool = new RunWorkerPool(Duration.ofMinutes(1), false);

    private CompletableFuture<Optional<RunId>> startWaitingWorker() {
        var taken = new CompletableFuture<Optional<RunId>>();
        Thread worker = Thread.ofPlatform().start(() -> taken.complete(pool.next()));
        await().pollInterval(Duration.ofMillis(1)).until(() -> worker.getState() == Thread.State.TIMED_WAITING);
        return taken;
    }

    @Test
    void startsAWorkerForEachRunThatNoWorkerIsFreeFor() {
        assertThat(pool.submit(FIRST)).isTrue();
        assertThat(pool.submit(SECOND)).isTrue();

        pool.workerStarted();
        assertThat(pool.next()).contains(FIRST);
        pool.workerStarted();
        assertThat(pool.next()).contains(SECOND);
    }

    @Test
    void handsTheNextRunToAnIdleWorker() throws Exception {
        CompletableFuture<Optional<RunId>> taken = startWaitingWorker();

        assertThat(pool.submit(FIRST)).isFalse();
        assertThat(taken.get()).contains(FIRST);
        assertThat(pool.submit(SECOND)).isTrue();
    }

    @Test
    void startsOneSharedWorkerForAllRuns() {
        RunWorkerPool shared = new RunWorkerPool(Duration.ofMinutes(1), true);

        assertThat(shared.submit(FIRST)).isTrue();
        assertThat(shared.submit(SECOND)).isFalse();

        shared.workerStarted();
        assertThat(shared.next()).contains(FIRST);
        assertThat(shared.next()).contains(SECOND);
        assertThat(shared.submit(FIRST)).isFalse();
    }

    @Test
    void startsAnotherSharedWorkerAfterTheEndOfTheFirst() {
        RunWorkerPool shared = new RunWorkerPool(Duration.ZERO, true);
        shared.submit(FIRST);
        shared.workerStarted();
        assertThat(shared.next()).contains(FIRST);

        assertThat(shared.next()).isEmpty();

        assertThat(shared.submit(SECOND)).isTrue();
    }

    @Test
    void endsAWorkerThatWasIdleTooLong() {
        assertThat(new RunWorkerPool(Duration.ZERO, false).next()).isEmpty();
    }

    @Test
    void endsIdleWorkersWhenItIsClosed() throws Exception {
        CompletableFuture<Optional<RunId>> taken = startWaitingWorker();

        pool.close();

        assertThat(taken.get()).isEmpty();
        assertThat(pool.next()).isEmpty();
    }

    @Test
    void takesARunBackWhoseWorkerCannotBeStarted() {
        assertThat(pool.submit(FIRST)).isTrue();

        assertThat(pool.withdraw(FIRST)).isTrue();

        assertThat(pool.submit(SECOND)).isTrue();
        pool.workerStarted();
        assertThat(pool.next()).contains(SECOND);
    }

    @Test
    void leavesARunThatAnotherWorkerHasTaken() {
        pool.submit(SECOND);
        pool.workerStarted();
        assertThat(pool.next()).contains(SECOND);
        pool.submit(FIRST);
        assertThat(pool.next()).contains(FIRST);

        assertThat(pool.withdraw(FIRST)).isFalse();
    }
}
