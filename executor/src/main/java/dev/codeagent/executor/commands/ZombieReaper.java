package dev.codeagent.executor.commands;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Collects zombies as process 1 of a namespace must (in Unix terms, reaps them): processes that lost their parent, whose new
 * parent is this process. Without it they remain, which count against the limit of processes. Java collects only processes that it started.
 */
final class ZombieReaper {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

    private final Set<Long> ownChildren = ConcurrentHashMap.newKeySet();
    private final Method wait;
    private long lastStart = System.nanoTime();

    private ZombieReaper(Method wait) {
        this.wait = wait;
    }

    /** Starts collecting, on a thread of its own; empty if this process is not process 1. */
    static Optional<ZombieReaper> startIfFirstProcess() {
        if (ProcessHandle.current().pid() != 1) {
            return Optional.empty();
        }
        try {
            // The JDK has no public method for this; the manifest of the jar opens the package.
            Method wait = Class.forName("java.lang.ProcessHandleImpl")
                    .getDeclaredMethod("waitForProcessExit0", long.class, boolean.class);
            wait.setAccessible(true);
            var reaper = new ZombieReaper(wait);
            Thread.ofPlatform().daemon().name("zombie-reaper").start(reaper::run);
            return Optional.of(reaper);
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.err.println("processes without parent are not collected: " + e);
            return Optional.empty();
        }
    }

    /** Starts a process whose exit code Java collects. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        long pid = process.pid();
        ownChildren.add(pid);
        process.onExit().thenRun(() -> ownChildren.remove(pid));
        lastStart = System.nanoTime();
        notifyAll();
        return process;
    }

    private synchronized void run() {
        try {
            while (true) {
                collectEnded();
                boolean idle = ownChildren.isEmpty() && System.nanoTime() - lastStart > IDLE_TIMEOUT.toNanos();
                TimeUnit.NANOSECONDS.timedWait(this, idle ? IDLE_TIMEOUT.toNanos() : INTERVAL.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects the processes that have ended, so that the next program can use their share of the limit. */
    synchronized void collectEnded() {
        ProcessHandle.current()
                .children()
                .filter(p -> !ownChildren.contains(p.pid()) && ProcessTree.isDead(p))
                .forEach(p -> collect(p.pid()));
    }

    /** Does not block, because all threads of the process have ended. */
    private void collect(long pid) {
        try {
            wait.invoke(null, pid, true);
        } catch (IllegalAccessException | InvocationTargetException e) {
            System.err.println("process " + pid + " was not collected: " + e);
        }
    }
}
