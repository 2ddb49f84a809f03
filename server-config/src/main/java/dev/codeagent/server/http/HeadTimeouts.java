package dev.codeagent.server.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;

/** The time limits of request heads: since when each connection receives a head, and the closing of those that take too long. */
final class HeadTimeouts {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Map<Connection<?>, Long> begun = new ConcurrentHashMap<>();
    private final Map<Connection<?>, Boolean> inRequest = new ConcurrentHashMap<>();

    /** Bytes arrived: the beginning of a head, unless a request is being processed. */
    void received(Connection<?> connection) {
        if (!inRequest.containsKey(connection)) {
            begun.putIfAbsent(connection, System.nanoTime());
        }
    }

    /** The head is complete; what follows is its body. */
    void completed(Connection<?> connection) {
        inRequest.put(connection, true);
        begun.remove(connection);
    }

    /** The response is complete; what follows is the next head. */
    void answered(Connection<?> connection) {
        inRequest.remove(connection);
    }

    void closed(Connection<?> connection) {
        begun.remove(connection);
        inRequest.remove(connection);
    }

    void closeExpired() {
        inRequest.keySet().removeIf(connection -> !connection.isOpen()); // Closed while its head was being read.
        long now = System.nanoTime();
        begun.forEach((connection, since) -> {
            if (now - since > TIMEOUT_NANOS) {
                begun.remove(connection);
                connection.closeSilently();
            }
        });
    }
}
