package dev.codeagent.api.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SmallTasksTest {
    private final AtomicInteger made = new AtomicInteger();
    private final SmallTasks tasks = new SmallTasks(work -> {
        made.incrementAndGet();
        return Thread.ofPlatform().daemon().unstarted(work);
    });

    @Test
    void noThreadIsMadeBeforeThereIsATask() {
        assertThat(made).hasValue(0);
    }

    @Test
    void aTaskThatBlocksHoldsUpNoOther() throws Exception {
        var never = new CountDownLatch(1);
        var other = new CountDownLatch(1);

        tasks.execute(() -> await(never));
        tasks.execute(other::countDown);

        assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
        never.countDown();
    }

    @Test
    void aTaskRunsLater() throws Exception {
        var ran = new CountDownLatch(1);

        tasks.later(1, ran::countDown);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void afterTheEndTimersAreDroppedAndTasksStillRun() throws Exception {
        var dropped = new CountDownLatch(1);
        var ran = new CountDownLatch(1);
        tasks.close();

        assertThatCode(() -> tasks.later(0, dropped::countDown)).doesNotThrowAnyException();
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
}
