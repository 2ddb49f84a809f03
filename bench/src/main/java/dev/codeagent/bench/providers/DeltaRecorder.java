package dev.codeagent.bench.providers;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records the deltas of one stream as they arrive. The fake model writes before each chunk of a {@link NumberedText} when it
 * sends it: {@code @MICROS;}. One thread writes; others may read the counters.
 */
final class DeltaRecorder {
    private final AtomicInteger deltas = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private final long paceMicros;
    private volatile boolean ended;
    private long lastArrivalMicros;
    private long lastSentMicros;
    private Pause longestPause = new Pause(0, 0, 0, 0, 0);
    private long maxSendGapMicros;
    private double firstAgeMillis = Double.NaN;
    private String fault = "";

    /**
     * The time between two messages of a stream.
     *
     * @param endMicros when the second one arrived
     * @param micros between the two, less what the model server was late
     * @param sourceMicros for how long the model server was late with the first or the next chunk of the second one
     * @param ageMicros since the model server sent the first chunk of the second one
     * @param deltas in the second one
     */
    record Pause(long endMicros, long micros, long sourceMicros, long ageMicros, int deltas) {}

    DeltaRecorder(Pace pace) {
        this.paceMicros = pace.delayMillis() * 1_000L;
    }

    /** Takes a message that has arrived; one without a chunk is not counted. */
    void accept(String message) {
        accept(message, nowMicros());
    }

    void accept(String message, long now) {
        int firstMark = message.indexOf('@');
        if (firstMark < 0) {
            return;
        }
        int first = deltas.get();
        int next = first;
        long sourcePause = 0;
        long firstSentMicros = 0;
        for (int mark = firstMark; mark >= 0; mark = message.indexOf('@', mark + 1)) {
            int end = message.indexOf(';', mark);
            if (end < 0) {
                fail("a time of sending has no end: " + message);
                return;
            }
            long sentMicros = Long.parseLong(message, mark + 1, end, 10);
            if (mark == firstMark) {
                firstSentMicros = sentMicros;
            }
            if (lastSentMicros != 0 && next <= first + 1) {
                sourcePause = Math.max(sourcePause, sentMicros - lastSentMicros - paceMicros);
            }
            recordSend(sentMicros, now);
            int number = NumberedText.numberAt(message, end + 1);
            if (number != next) {
                fail("chunk " + next + " was expected and " + number + " arrived");
            }
            next++;
        }
        if (lastArrivalMicros != 0) {
            long micros = now - lastArrivalMicros - sourcePause;
            if (micros > longestPause.micros()) {
                longestPause = new Pause(now, micros, sourcePause, now - firstSentMicros, next - first);
            }
        }
        lastArrivalMicros = now;
        messages.incrementAndGet();
        deltas.set(next);
    }

    private void recordSend(long sentMicros, long now) {
        if (lastSentMicros == 0) {
            firstAgeMillis = (now - sentMicros) / 1e3;
        } else {
            maxSendGapMicros = Math.max(maxSendGapMicros, sentMicros - lastSentMicros);
        }
        lastSentMicros = sentMicros;
    }

    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** Keeps the first fault: the later ones follow from it. */
    void fail(String reason) {
        if (fault.isEmpty()) {
            fault = reason;
        }
    }

    /** Called when the stream is over. */
    void end(int expectedDeltas) {
        if (deltas.get() != expectedDeltas) {
            fail(deltas + " of " + expectedDeltas + " chunks arrived");
        }
        ended = true;
    }

    int deltas() {
        return deltas.get();
    }

    /** The number of messages with at least one chunk. */
    int messages() {
        return messages.get();
    }

    boolean isEnded() {
        return ended;
    }

    /** The time from sending the first chunk to its arrival. */
    double firstAgeMillis() {
        return firstAgeMillis;
    }

    /**
     * The longest pause between two messages, less the time for which the model server was late with the first chunk of the
     * second one, or with the next chunk: then it paused between taking the time of the first chunk and writing it. What it
     * was late with other chunks does not count, because the server could have delivered the first one before.
     */
    Pause longestPause() {
        return longestPause;
    }

    /** The longest pause that the model server itself made. */
    double maxSendGapMillis() {
        return maxSendGapMicros / 1e3;
    }

    Optional<String> fault() {
        return Optional.of(fault).filter(text -> !text.isEmpty());
    }
}
