package dev.codeagent.bench.rig;

import java.time.Duration;
import java.util.List;

/** Waiting for many threads. */
public final class Threads {
    private Threads() {}

    /** Whether all ended within the limit. */
    public static boolean join(List<Thread> threads, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            if (!thread.join(left)) {
                return false;
            }
        }
        return true;
    }
}
