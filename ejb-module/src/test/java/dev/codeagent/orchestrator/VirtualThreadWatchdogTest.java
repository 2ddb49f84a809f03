package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_24)
class VirtualThreadWatchdogTest {
    private static final CountDownLatch INITIALIZED = new CountDownLatch(1);
    private static final CountDownLatch INITIALIZING = new CountDownLatch(1);

    /** Its initialization takes until the test permits it; threads that need the class wait in the JVM. */
    private static final class SlowClass {
        static {
            INITIALIZING.countDown();
            try {
                assertThat(INITIALIZED.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        static void use() {}
    }

    @Test
    void letsVirtualThreadsRunThoughAllPlatformThreadsWaitForAClass() throws Exception {
        var watchdog = new VirtualThreadWatchdog(
                task -> Thread.ofPlatform().start(() -> Thread.ofVirtual().start(task)),
                TimeUnit.MILLISECONDS.toNanos(50),
                TimeUnit.MILLISECONDS.toNanos(50));
        int normal = watchdog.parallelism();
        var initializer = Thread.ofPlatform().start(SlowClass::use);
        assertThat(INITIALIZING.await(10, TimeUnit.SECONDS)).isTrue();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 2 * normal; i++) {
            waiting.add(Thread.ofVirtual().start(SlowClass::use));
        }
        // Would release them, and has no platform thread to run on.
        var holder = Thread.ofVirtual().start(INITIALIZED::countDown);

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (holder.isAlive() && System.nanoTime() < deadline) {
            watchdog.run();
            Thread.sleep(20);
        }

        assertThat(holder.isAlive()).isFalse();
        assertThat(watchdog.parallelism()).isGreaterThan(normal);
        for (Thread thread : waiting) {
            thread.join();
        }
        initializer.join();
        while (watchdog.parallelism() > normal && System.nanoTime() < deadline) {
            watchdog.run();
            Thread.sleep(20);
        }
        assertThat(watchdog.parallelism()).isEqualTo(normal);
    }
}
