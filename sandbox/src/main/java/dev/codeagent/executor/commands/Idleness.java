package dev.codeagent.executor.commands;

import java.time.Duration;
import java.util.stream.Stream;

/** Whether a program and all that it started have used no processor for too long: they wait for what may never come. */
final class Idleness {
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final ProcessHandle process;
    private final Duration longest;
    private Duration used = Duration.ZERO;
    private long since = System.nanoTime();
    private long looked = since;

    /** @param longest zero: never too long */
    Idleness(ProcessHandle process, Duration longest) {
        this.process = process;
        this.longest = longest;
    }

    boolean tooLong() {
        long now = System.nanoTime();
        if (longest.isZero() || now - looked < LOOK_NANOS) {
            return false;
        }
        looked = now;
        Duration all = Stream.concat(Stream.of(process), process.descendants())
                .map(p -> p.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
        if (!all.equals(used)) {
            used = all;
            since = now;
        }
        return now - since > longest.toNanos();
    }
}
