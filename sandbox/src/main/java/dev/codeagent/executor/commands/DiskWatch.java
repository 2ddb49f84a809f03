package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.DiskLimit;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Looks about every second whether a running program fills the disk. */
final class DiskWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
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
        try {
            Thread.sleep(PERIOD);
            while (true) {
                long start = System.nanoTime();
                if (exceeded(disk)) {
                    onFull.run();
                    return;
                }
                long took = System.nanoTime() - start;
                Thread.sleep(Duration.ofNanos(Math.max(PERIOD.toNanos(), took * REST)));
            }
        } catch (InterruptedException e) {
            // The program ended.
        }
    }

    private static boolean exceeded(DiskLimit disk) {
        try {
            return disk.exceeded();
        } catch (UncheckedIOException e) {
            return false; // The tree changes while it is measured.
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
