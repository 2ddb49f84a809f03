package dev.codeagent.bench.harness;

import java.time.Duration;
import java.util.List;

/** Waits for many threads. */
public final class Threads {
    private Threads() {}

    /** Returns whether all threads ended within the limit. */
    public static boolean joinAll(List<Thread> threads, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            Duration remaining = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            if (!thread.join(remaining)) {
                return false;
            }
        }
        return true;
    }
}
