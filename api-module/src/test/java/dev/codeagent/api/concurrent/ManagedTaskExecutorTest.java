package dev.codeagent.api.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ManagedTaskExecutorTest {
    private final AtomicInteger created = new AtomicInteger();
    private final ManagedTaskExecutor tasks = new ManagedTaskExecutor(work -> {
        created.incrementAndGet();
        return Thread.ofPlatform().daemon().unstarted(work);
    });

    @Test
    void createsNoThreadBeforeTheFirstTask() {
        assertThat(created).hasValue(0);
    }

    @Test
    void aBlockingTaskDoesNotDelayOthers() throws Exception {
        var never = new CountDownLatch(1);
        var other = new CountDownLatch(1);

        tasks.execute(() -> await(never));
        tasks.execute(other::countDown);

        assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
        never.countDown();
    }

    @Test
    void runsManyTasksOnAFewThreads() throws Exception {
        var few = new ManagedTaskExecutor(
                work -> {
                    created.incrementAndGet();
                    return Thread.ofPlatform().daemon().unstarted(work);
                },
                2);
        var ran = new CountDownLatch(100);

        for (int i = 0; i < 100; i++) {
            few.execute(ran::countDown);
        }

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(created.get()).isBetween(1, 2);
    }

    @Test
    void runsAScheduledTask() throws Exception {
        var ran = new CountDownLatch(1);

        tasks.schedule(1, ran::countDown);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void afterCloseDropsTimersButStillRunsTasks() throws Exception {
        var dropped = new CountDownLatch(1);
        var ran = new CountDownLatch(1);
        tasks.close();

        assertThatCode(() -> tasks.schedule(0, dropped::countDown)).doesNotThrowAnyException();
        tasks.execute(ran::countDown);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(dropped.getCount()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void tasksWaitWhenAllThreadsAreBlocked() throws Exception {
        var release = new CountDownLatch(1);
        var ran = new CountDownLatch(10);
        var pool = ManagedTaskExecutor.elasticPool(
                work -> {
                    created.incrementAndGet();
                    return Thread.ofPlatform().daemon().unstarted(work);
                },
                3);

        for (int i = 0; i < 3; i++) {
            pool.execute(() -> await(release));
        }
        for (int i = 0; i < 10; i++) {
            pool.execute(ran::countDown);
        }

        assertThat(ran.getCount()).isEqualTo(10);
        release.countDown();
        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(created).hasValue(3);
    }
}
