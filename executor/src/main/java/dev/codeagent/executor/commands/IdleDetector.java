package dev.codeagent.executor.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        List<ProcessHandle> processes =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        Duration cpuTime = processes.stream()
                .map(p -> p.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
        if (!cpuTime.equals(lastCpuTime) || processes.stream().anyMatch(IdleDetector::waitsForDisk)) {
            lastCpuTime = cpuTime;
            idleSince = now;
        }
        return now - idleSince > idleTimeout.toNanos();
    }

    /** Whether the process waits for a disk, which answers at some time: state D of proc_pid_stat(5). */
    private static boolean waitsForDisk(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.startsWith(" D", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false; // It has ended.
        }
    }
}
