package dev.codeagent.api.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Logs an operation that takes longer than it should (the architecture document: WARN for performance). Used in a
 * {@code try} statement.
 */
public final class OperationTimer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(OperationTimer.class.getName());

    private final String operation;
    private final Duration limit;
    private final long startNanos = System.nanoTime();

    private OperationTimer(String operation, Duration limit) {
        this.operation = operation;
        this.limit = limit;
    }

    /**
     * Starts to measure.
     *
     * @param operation what is done, with the ids that help to find it; no secret
     * @param limit the time above which it is logged
     */
    public static OperationTimer start(String operation, Duration limit) {
        return new OperationTimer(operation, limit);
    }

    @Override
    public void close() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        if (elapsed.compareTo(limit) > 0) {
            LOG.log(Level.WARNING, "slow " + operation + " ms=" + elapsed.toMillis() + " limitMs=" + limit.toMillis());
        }
    }
}
