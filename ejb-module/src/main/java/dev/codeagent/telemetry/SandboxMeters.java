package dev.codeagent.telemetry;

import dev.codeagent.sandbox.SandboxObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Measures the starts of sandboxes; launchers are few. */
public final class SandboxMeters implements SandboxObserver {
    private final Meters meters;
    private final Map<String, Starts> starts = new ConcurrentHashMap<>();

    /** The starts of one launcher. */
    record Starts(Samples times, AtomicLong succeeded, AtomicLong failed) {
        Starts() {
            this(new Samples(), new AtomicLong(), new AtomicLong());
        }
    }

    public SandboxMeters(Meters meters) {
        this.meters = meters;
    }

    Map<String, Starts> starts() {
        return starts;
    }

    @Override
    public void started(String launcher, Duration time, boolean succeeded) {
        Starts of = starts.computeIfAbsent(launcher, name -> new Starts());
        (succeeded ? of.succeeded() : of.failed()).incrementAndGet();
        if (succeeded) {
            of.times().add(time);
        }
        meters.instruments()
                .sandboxStart
                .labelValues(launcher, succeeded ? "ok" : "error")
                .observe(Meters.seconds(time));
    }
}
