package dev.codeagent.bench.providers;

import dev.codeagent.bench.harness.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The CPU time per delta of the server and of nginx at one pace. It is measured while all streams flow, so it contains neither
 * the start of a run nor its end.
 */
final class CpuComparison {
    private final Pace pace;
    private final int streams;
    private final double limit;
    private final Side nginx;
    private final Side server;
    private final List<String> faults = new ArrayList<>();

    /** One of the two that are compared. */
    record Side(
            String name,
            DeltaStream.Factory factory,
            CpuClock cpu,
            List<Double> microsPerDelta,
            List<Double> deltasPerMessage) {
        Side(String name, DeltaStream.Factory factory, CpuClock cpu) {
            this(name, factory, cpu, new ArrayList<>(), new ArrayList<>());
        }

        double medianMicros() {
            return Samples.of(microsPerDelta).percentile(0.5);
        }

        double medianDeltasPerMessage() {
            return Samples.of(deltasPerMessage).percentile(0.5);
        }
    }

    /** Returns the CPU seconds of a process so far. */
    @FunctionalInterface
    interface CpuClock {
        double seconds() throws IOException;
    }

    /** @param limit the highest ratio that passes */
    CpuComparison(Pace pace, int streams, double limit, Side nginx, Side server) {
        this.pace = pace;
        this.streams = streams;
        this.limit = limit;
        this.nginx = nginx;
        this.server = server;
    }

    /** Measures both sides, one after the other. */
    void measureRound(int seconds) throws IOException, InterruptedException {
        measure(nginx, seconds);
        measure(server, seconds);
    }

    /** Lets the server stream without measuring it, so that its code is compiled. */
    void warmUp(long untilNanos) throws IOException, InterruptedException {
        while (System.nanoTime() < untilNanos) {
            try (var group = new StreamGroup(pace)) {
                group.start(server.factory(), streams, 0);
                group.awaitEnd();
            }
        }
    }

    private void measure(Side side, int seconds) throws IOException, InterruptedException {
        try (var group = new StreamGroup(pace)) {
            group.start(side.factory(), streams, 0);
            group.awaitFlow();
            double cpuBefore = side.cpu().seconds();
            long deltasBefore = group.deltas();
            long messagesBefore = group.messages();
            Thread.sleep(seconds * 1_000L);
            double cpu = side.cpu().seconds() - cpuBefore;
            long deltas = group.deltas() - deltasBefore;
            long messages = group.messages() - messagesBefore;
            if (group.hasEndedStream()) {
                faults.add(
                        side.name() + " at " + pace.key()
                                + ": a stream ended before the measurement; the machine is too busy to start the streams in time");
            }
            group.awaitEnd();
            group.faults().forEach(fault -> faults.add(side.name() + " at " + pace.key() + ": " + fault));
            side.microsPerDelta().add(1e6 * cpu / deltas);
            side.deltasPerMessage().add((double) deltas / messages);
        }
    }

    Pace pace() {
        return pace;
    }

    Side nginx() {
        return nginx;
    }

    Side server() {
        return server;
    }

    double limit() {
        return limit;
    }

    double ratio() {
        return server.medianMicros() / nginx.medianMicros();
    }

    List<String> faults() {
        var all = new ArrayList<>(faults);
        if (!(ratio() <= limit)) {
            all.add("at " + pace.key() + " a delta costs more than " + limit + " times the CPU of nginx");
        }
        return all;
    }
}
