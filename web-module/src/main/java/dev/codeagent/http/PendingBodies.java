package dev.codeagent.http;

import dev.codeagent.api.error.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bodies that are arriving, and how much memory they hold together. When they exceed a limit, the oldest ends: a
 * client that sends its body without a pause is never the oldest for long. Each has 20 seconds.
 */
final class PendingBodies {
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_COUNT = 2_000;
    private static final long MAX_BYTES = 64L << 20;

    private final Set<BodyReader> oldestFirst = new LinkedHashSet<>();
    private long bytes;

    void add(BodyReader reader) {
        synchronized (this) {
            oldestFirst.add(reader);
        }
        enforceLimits();
    }

    void grow(int received) {
        synchronized (this) {
            bytes += received;
        }
        enforceLimits();
    }

    private void enforceLimits() {
        BodyReader oldest;
        synchronized (this) {
            if (oldestFirst.size() <= MAX_COUNT && bytes <= MAX_BYTES || oldestFirst.isEmpty()) {
                return;
            }
            oldest = oldestFirst.iterator().next();
        }
        oldest.reject(
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                ErrorCode.TOO_BUSY,
                "too many requests send their bodies slowly; try again later");
    }

    /** Ends the readers whose bodies did not arrive in time. */
    void rejectExpired() {
        long now = System.nanoTime();
        List<BodyReader> expired;
        synchronized (this) {
            expired = oldestFirst.stream()
                    .takeWhile(reader -> now - reader.startedAt() > BODY_TIMEOUT.toNanos())
                    .toList();
        }
        expired.forEach(reader -> reader.reject(
                HttpServletResponse.SC_REQUEST_TIMEOUT,
                ErrorCode.MALFORMED_MESSAGE,
                "the request body did not arrive in time"));
    }

    synchronized void remove(BodyReader reader) {
        if (oldestFirst.remove(reader)) {
            bytes -= reader.size();
        }
    }
}
