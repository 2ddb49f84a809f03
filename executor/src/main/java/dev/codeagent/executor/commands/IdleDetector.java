package dev.codeagent.executor.commands;

import java.time.Duration;
import java.util.stream.Stream;

/** Detects that a program and its descendants have used no CPU time for too long: they probably wait forever. */
final class IdleDetector {
    private static final long CHECK_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final ProcessHandle process;
    private final Duration idleTimeout;
    private Duration lastCpuTime = Duration.ZERO;
    private long idleSince = System.nanoTime();
    private long lastCheck = idleSince;

    /** @param idleTimeout zero disables the check */
    IdleDetector(ProcessHandle process, Duration idleTimeout) {
        this.process = process;
        this.idleTimeout = idleTimeout;
    }

    boolean isIdleTooLong() {
        long now = System.nanoTime();
        if (idleTimeout.isZero() || now - lastCheck < CHECK_INTERVAL_NANOS) {
            return false;
        }
        lastCheck = now;
        Duration cpuTime = Stream.concat(Stream.of(process), process.descendants())
                .map(p -> p.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
        if (!cpuTime.equals(lastCpuTime)) {
            lastCpuTime = cpuTime;
            idleSince = now;
        }
        return now - idleSince > idleTimeout.toNanos();
    }
}
