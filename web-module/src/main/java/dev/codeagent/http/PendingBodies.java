package dev.codeagent.http;

import dev.codeagent.api.error.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The bodies that are arriving, and how much memory they hold together. When they exceed a limit, the oldest ends: a
 * client that sends its body without a pause is never the oldest for long.
 */
final class PendingBodies {
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

    synchronized void remove(BodyReader reader) {
        if (oldestFirst.remove(reader)) {
            bytes -= reader.size();
        }
    }
}
