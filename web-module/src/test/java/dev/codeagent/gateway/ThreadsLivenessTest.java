package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ThreadsLivenessTest {
    private final ReentrantLock left = new ReentrantLock();
    private final ReentrantLock right = new ReentrantLock();
    private final CyclicBarrier bothHoldOne = new CyclicBarrier(2);

    private Thread hold(ReentrantLock first, ReentrantLock second) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                first.lockInterruptibly();
                bothHoldOne.await();
                second.lockInterruptibly();
            } catch (Exception interrupted) {
                return;
            }
        });
    }

    @Test
    void livesUntilThreadsWaitForEachOther() throws InterruptedException {
        assertThat(ThreadsLiveness.free()).isTrue();

        Thread one = hold(left, right);
        Thread two = hold(right, left);
        while (!left.hasQueuedThread(two) || !right.hasQueuedThread(one)) {
            Thread.onSpinWait();
        }
        assertThat(ThreadsLiveness.free()).isFalse();

        one.interrupt();
        two.interrupt();
        one.join();
        two.join();
        assertThat(ThreadsLiveness.free()).isTrue();
    }
}
