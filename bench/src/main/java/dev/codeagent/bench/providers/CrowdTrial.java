package dev.codeagent.bench.providers;

import dev.codeagent.bench.harness.ProcessStats;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Many streams at the same time through a server on one core: each complete, in order and without a pause. */
final class CrowdTrial {
    private static final long GAP_LIMIT_MICROS = 200_000;
    private static final int PAUSES_SHOWN = 5;
    /** More threads than this share of the streams mean that streams have threads of their own; commands have some too. */
    private static final double THREAD_SHARE = 0.5;

    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> metrics = new LinkedHashMap<>();
    private final TextTable longestPauses = new TextTable();

    /**
     * Lets the streams flow.
     *
     * @param spreadMillis the time over which the streams start; part of the time for which the answers last
     */
    void run(ServerProcess server, DeltaStream.Factory factory, Pace pace, int streams, long spreadMillis)
            throws IOException, InterruptedException {
        int threadsBefore = ProcessStats.threads(server.pid());
        try (var group = new StreamGroup(pace)) {
            long begin = DeltaRecorder.nowMicros();
            group.start(factory, streams, spreadMillis);
            group.awaitFlow();
            boolean all = !group.hasEndedStream();
            int added = ProcessStats.threads(server.pid()) - threadsBefore;
            double cpuBefore = ProcessStats.cpuSeconds(server.pid());
            long deltasBefore = group.deltas();
            Thread.sleep(2_000);
            double cpu = ProcessStats.cpuSeconds(server.pid()) - cpuBefore;
            double micros = 1e6 * cpu / (group.deltas() - deltasBefore);
            group.awaitEnd();
            record(group, all, added, micros, begin);
        }
    }

    private void record(StreamGroup group, boolean all, int addedThreads, double micros, long begin) {
        int streams = group.recorders().size();
        if (!all) {
            faults.add("not all " + streams + " streams flowed at the same time; start them faster or let them last");
        }
        if (addedThreads > streams * THREAD_SHARE) {
            faults.add(streams + " streams have " + addedThreads + " platform threads more than none");
        }
        faults.addAll(group.faults());
        List<DeltaRecorder.Pause> pauses = group.recorders().stream()
                .map(DeltaRecorder::longestPause)
                .sorted(Comparator.comparingLong(DeltaRecorder.Pause::micros).reversed())
                .toList();
        longestPauses.row("longest pauses", "ms", "model server late ms", "oldest delta ms", "deltas");
        for (DeltaRecorder.Pause pause : pauses.subList(0, Math.min(PAUSES_SHOWN, pauses.size()))) {
            longestPauses.row(
                    "after " + format((pause.endMicros() - begin) / 1e6) + " s",
                    format(pause.micros() / 1e3),
                    format(pause.sourceMicros() / 1e3),
                    format(pause.ageMicros() / 1e3),
                    pause.deltas());
        }
        long late = pauses.stream()
                .filter(pause -> pause.micros() > GAP_LIMIT_MICROS)
                .count();
        if (late > 0) {
            faults.add(late + " streams paused for more than " + GAP_LIMIT_MICROS / 1_000 + " ms");
        }
        metrics.put("manyDeltas", String.valueOf(group.deltas()));
        metrics.put("manyDeltasPerMessage", format((double) group.deltas() / group.messages()));
        metrics.put("manyUs", format(micros));
        metrics.put("manyGapMs", format(pauses.getFirst().micros() / 1e3));
        metrics.put(
                "manySendGapMs",
                format(group.recorders().stream()
                        .mapToDouble(DeltaRecorder::maxSendGapMillis)
                        .max()
                        .orElse(Double.NaN)));
        metrics.put("manyThreads", String.valueOf(addedThreads));
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    void print() {
        var table = new TextTable().row("many streams on one core", "");
        metrics.forEach(table::row);
        table.print();
        longestPauses.print();
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    Map<String, String> metrics() {
        return new LinkedHashMap<>(metrics);
    }
}
