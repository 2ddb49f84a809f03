package dev.codeagent.bench.providers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** Streams that flow at the same time, each to its own client. */
final class StreamGroup implements AutoCloseable {
    private static final long START_TIMEOUT_NANOS = 120_000_000_000L;
    private static final long POLL_MILLIS = 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<DeltaRecorder> recorders = new ArrayList<>();
    private final Pace pace;

    StreamGroup(Pace pace) {
        this.pace = pace;
    }

    /** Starts streams, evenly spread over the time. */
    void start(DeltaStream.Factory factory, int streams, long spreadMillis) throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < streams; i++) {
            long wait = begin + i * spreadMillis * 1_000_000 / streams - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000);
            }
            var recorder = new DeltaRecorder(pace);
            recorders.add(recorder);
            threads.execute(() -> play(factory, recorder));
        }
    }

    private void play(DeltaStream.Factory factory, DeltaRecorder recorder) {
        try (DeltaStream stream = factory.open()) {
            stream.play(recorder);
        } catch (IOException | RuntimeException e) {
            recorder.fail(String.valueOf(e.getMessage()));
        } finally {
            recorder.end(pace.chunks());
        }
    }

    /** Waits until each stream has delivered its first chunk. */
    void awaitFlow() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (recorders.stream().anyMatch(r -> r.deltas() == 0 && !r.isEnded())) {
            if (System.nanoTime() - begin > START_TIMEOUT_NANOS) {
                throw new IOException("not all streams have started: "
                        + recorders.stream().filter(r -> r.deltas() == 0).count() + " of " + recorders.size()
                        + " have no chunk");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Whether a stream is over; then the streams no longer flow all together. */
    boolean hasEndedStream() {
        return recorders.stream().anyMatch(DeltaRecorder::isEnded);
    }

    /** Waits until all streams are over. */
    void awaitEnd() throws InterruptedException {
        while (!recorders.stream().allMatch(DeltaRecorder::isEnded)) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    long deltas() {
        return sum(DeltaRecorder::deltas);
    }

    long messages() {
        return sum(DeltaRecorder::messages);
    }

    private long sum(ToIntFunction<DeltaRecorder> count) {
        return recorders.stream().mapToLong(count::applyAsInt).sum();
    }

    List<DeltaRecorder> recorders() {
        return List.copyOf(recorders);
    }

    List<String> faults() {
        return recorders.stream().flatMap(r -> r.fault().stream()).toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
