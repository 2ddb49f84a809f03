package dev.codeagent.health.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class DeadlockLivenessCheckTest {
    private final ReentrantLock left = new ReentrantLock();
    private final ReentrantLock right = new ReentrantLock();
    private final CyclicBarrier bothLocked = new CyclicBarrier(2);

    private Thread lockBoth(ReentrantLock first, ReentrantLock second) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                first.lockInterruptibly();
                bothLocked.await();
                second.lockInterruptibly();
            } catch (Exception interrupted) {
                return;
            }
        });
    }

    @Test
    void isDownWhileThreadsAreDeadlocked() throws InterruptedException {
        assertThat(DeadlockLivenessCheck.hasNoDeadlock()).isTrue();

        Thread one = lockBoth(left, right);
        Thread two = lockBoth(right, left);
        await().pollInterval(Duration.ofMillis(1)).until(() -> left.hasQueuedThread(two) && right.hasQueuedThread(one));

        assertThat(DeadlockLivenessCheck.hasNoDeadlock()).isFalse();

        one.interrupt();
        two.interrupt();
        one.join();
        two.join();
        assertThat(DeadlockLivenessCheck.hasNoDeadlock()).isTrue();
    }
}
