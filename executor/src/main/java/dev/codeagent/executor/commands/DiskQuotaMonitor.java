package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.DiskQuota;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Checks about every second whether a running program exceeds the quota, more often if it soon will. */
final class DiskQuotaMonitor implements AutoCloseable {
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MIN_CHECK_INTERVAL = Duration.ofMillis(100);
    /** Measuring a large tree takes long and must not use a whole CPU. */
    private static final int MEASUREMENT_REST_FACTOR = 5;

    private final Optional<Thread> thread;

    private DiskQuotaMonitor(Optional<Thread> thread) {
        this.thread = thread;
    }

    /** @param onExceeded called once, on another thread, if the quota is exceeded */
    static DiskQuotaMonitor start(DiskQuota diskQuota, Runnable onExceeded) {
        return new DiskQuotaMonitor(
                diskQuota.isLimited()
                        ? Optional.of(ExecutorThreads.start(() -> monitor(diskQuota, onExceeded)))
                        : Optional.empty());
    }

    private static void monitor(DiskQuota diskQuota, Runnable onExceeded) {
        // Assumes at first that all data was written just now, so that the second check comes early.
        long remaining = diskQuota.limitBytes();
        long lastCheck = System.nanoTime();
        try {
            Thread.sleep(CHECK_INTERVAL);
            while (true) {
                long start = System.nanoTime();
                long currentlyRemaining = remainingBytes(diskQuota, remaining);
                if (currentlyRemaining < 0) {
                    onExceeded.run();
                    return;
                }
                long maxDelay =
                        Math.max(CHECK_INTERVAL.toNanos(), (System.nanoTime() - start) * MEASUREMENT_REST_FACTOR);
                long expectedDelay =
                        nanosUntilFull(remaining - currentlyRemaining, start - lastCheck, currentlyRemaining) / 2;
                remaining = currentlyRemaining;
                lastCheck = start;
                Thread.sleep(Duration.ofNanos(Math.clamp(expectedDelay, MIN_CHECK_INTERVAL.toNanos(), maxDelay)));
            }
        } catch (InterruptedException e) {
            // The program ended.
        }
    }

    /** Nanoseconds until the quota is exceeded, at the latest growth rate. */
    private static long nanosUntilFull(long growth, long elapsedNanos, long remaining) {
        return growth <= 0 ? Long.MAX_VALUE : (long) ((double) remaining / growth * elapsedNanos);
    }

    private static long remainingBytes(DiskQuota diskQuota, long fallback) {
        try {
            return diskQuota.remainingBytes();
        } catch (UncheckedIOException e) {
            return fallback; // The tree changed during the measurement.
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
