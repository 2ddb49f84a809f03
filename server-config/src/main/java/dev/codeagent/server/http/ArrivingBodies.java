package dev.codeagent.server.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;

/**
 * The bodies that are arriving, one at most of each connection, and how much memory they hold together. When they exceed
 * a limit, the oldest is refused: a client that sends its body without a pause is never the oldest for long. Each has
 * 20 seconds.
 */
final class ArrivingBodies {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int MAX_COUNT = 2_000;
    private static final long MAX_BYTES = 64L << 20;

    private static final Refusal TIMEOUT = new Refusal(
            "408 Request Timeout", "MALFORMED_MESSAGE", "caller", "the request body did not arrive in time");
    private static final Refusal TOO_MANY = new Refusal(
            "503 Service Unavailable",
            "TOO_BUSY",
            "busy",
            "too many requests send their bodies slowly; try again later");

    private final Map<Connection<?>, Body> oldestFirst = new LinkedHashMap<>();
    private long bytes;

    private record Body(long since, int bytes) {}

    /** @param size what has arrived of the body until now, in bytes */
    void grow(Connection<?> connection, int size) {
        Connection<?> refused = null;
        synchronized (this) {
            Body before = oldestFirst.get(connection);
            // A key that exists keeps its place.
            oldestFirst.put(connection, new Body(before == null ? System.nanoTime() : before.since(), size));
            bytes += size - (before == null ? 0 : before.bytes());
            if (oldestFirst.size() > MAX_COUNT || bytes > MAX_BYTES) {
                refused = oldestFirst.keySet().iterator().next();
                end(refused);
            }
        }
        if (refused != null) {
            TOO_MANY.send(refused);
        }
    }

    synchronized void end(Connection<?> connection) {
        Body body = oldestFirst.remove(connection);
        if (body != null) {
            bytes -= body.bytes();
        }
    }

    void refuseExpired() {
        List<Connection<?>> expired;
        synchronized (this) {
            long now = System.nanoTime();
            expired = oldestFirst.entrySet().stream()
                    .filter(e -> now - e.getValue().since() > TIMEOUT_NANOS)
                    .<Connection<?>>map(Map.Entry::getKey)
                    .toList();
            expired.forEach(this::end);
        }
        expired.forEach(TIMEOUT::send);
    }

    /** An answer of RFC 9457, as the application writes it. */
    private record Refusal(String status, String code, String kind, String message) {
        /** Sends the answer and closes the connection. */
        void send(Connection<?> connection) {
            String body = """
                {"type":"about:blank","title":"%s","status":%s,"detail":"%s","code":"%s","kind":"%s","message":"%s"}""".formatted(status.substring(4), status.substring(0, 3), message, code, kind, message);
            String answer = "HTTP/1.1 " + status + "\r\nContent-Type: application/problem+json\r\nContent-Length: "
                    + body.length() + "\r\nConnection: close\r\n\r\n" + body;
            try {
                connection.write(
                        Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, answer.getBytes(StandardCharsets.US_ASCII)));
            } finally {
                connection.closeSilently(); // After what was written.
            }
        }
    }
}
