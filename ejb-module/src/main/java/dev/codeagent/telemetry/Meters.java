package dev.codeagent.telemetry;

import dev.codeagent.api.telemetry.HttpMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The instruments, which are created when the first thing is measured: the start of the server does not wait for them. */
public final class Meters implements HttpMeter {
    private static final int MAX_MODELS = 100;
    private static final int MAX_NAMES = 100;
    private static final int MAX_PROJECTS = 200;
    private static final String OTHER = "other";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

    final BoundedKeys<ModelKey> models = new BoundedKeys<>(MAX_MODELS, ModelKey.OTHER);
    final BoundedKeys<String> commands = new BoundedKeys<>(MAX_NAMES, OTHER);
    final BoundedKeys<String> outcomes = new BoundedKeys<>(MAX_NAMES, OTHER);
    final BoundedKeys<String> errors = new BoundedKeys<>(MAX_NAMES, OTHER);
    final BoundedKeys<String> projects = new BoundedKeys<>(MAX_PROJECTS, OTHER);
    private final BoundedKeys<String> operations = new BoundedKeys<>(MAX_PROJECTS, OTHER);

    private final boolean full;
    private volatile @Nullable Created created;

    private record Created(Instruments instruments, Optional<Instruments.Details> details) {}

    /** @param full whether the metrics of projects and operations are measured too */
    public Meters(boolean full) {
        this.full = full;
    }

    Instruments instruments() {
        return created().instruments();
    }

    /** Empty unless the export is full. */
    Optional<Instruments.Details> details() {
        return created().details();
    }

    private Created created() {
        Created current = created;
        if (current == null) {
            synchronized (this) {
                current = created;
                if (current == null) {
                    var instruments = new Instruments();
                    current = new Created(instruments, full ? Optional.of(instruments.details()) : Optional.empty());
                    created = current;
                }
            }
        }
        return current;
    }

    /** A run waited in the queue. */
    public void waited(Duration time) {
        instruments().queueWait.observe(seconds(time));
    }

    @Override
    public void record(HttpExchange exchange) {
        String method = METHODS.contains(exchange.method()) ? exchange.method() : "_OTHER";
        String status = exchange.status() / 100 + "xx";
        double time = seconds(exchange.duration());
        instruments().httpDuration.labelValues(method, status).observe(time);
        if (!exchange.operation().isEmpty()) {
            details()
                    .ifPresent(details -> details.operations()
                            .labelValues(operations.limit(exchange.operation()), status)
                            .observe(time));
        }
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
