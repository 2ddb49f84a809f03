package dev.codeagent.executor.commands;

import java.time.Duration;
import java.util.stream.Stream;

/** Whether a program and all that it started have used no processor for too long: they wait for what may never come. */
final class IdleDetector {
    private static final long CHECK_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final ProcessHandle process;
    private final Duration idleTimeout;
    private Duration lastCpuTime = Duration.ZERO;
    private long idleSince = System.nanoTime();
    private long lastCheck = idleSince;

    /** @param idleTimeout zero: never too long */
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
