package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.DiskLimit;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Looks about every second whether a running program fills the disk, oftener where it soon would. */
final class DiskWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    /** A large tree takes long to measure, and may not take a whole processor. */
    private static final int REST = 5;

    private final Optional<Thread> thread;

    private DiskWatch(Optional<Thread> thread) {
        this.thread = thread;
    }

    /** @param onFull called once, on another thread, when there is more than there may be */
    static DiskWatch over(DiskLimit disk, Runnable onFull) {
        return new DiskWatch(
                disk.set()
                        ? Optional.of(Thread.ofPlatform().daemon().start(() -> watch(disk, onFull)))
                        : Optional.empty());
    }

    private static void watch(DiskLimit disk, Runnable onFull) {
        // As if all that is there had been made since now: then the second look comes early, and knows better.
        long left = disk.bytes();
        long looked = System.nanoTime();
        try {
            Thread.sleep(PERIOD);
            while (true) {
                long start = System.nanoTime();
                long now = left(disk, left);
                if (now < 0) {
                    onFull.run();
                    return;
                }
                long rest = Math.max(PERIOD.toNanos(), (System.nanoTime() - start) * REST);
                long early = untilFull(left - now, start - looked, now) / 2;
                left = now;
                looked = start;
                Thread.sleep(Duration.ofNanos(Math.clamp(early, SHORTEST.toNanos(), rest)));
            }
        } catch (InterruptedException e) {
            // The program ended.
        }
    }

    /** In nanoseconds, at the pace of late. */
    private static long untilFull(long grown, long nanos, long left) {
        return grown <= 0 ? Long.MAX_VALUE : (long) ((double) left / grown * nanos);
    }

    private static long left(DiskLimit disk, long before) {
        try {
            return disk.left();
        } catch (UncheckedIOException e) {
            return before; // The tree changes while it is measured.
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
