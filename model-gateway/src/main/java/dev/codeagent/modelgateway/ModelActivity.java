package dev.codeagent.modelgateway;

import java.time.Duration;
import java.time.Instant;

/** When a model was used, and when it last sent something. The caller synchronizes all but {@link #progress}. */
final class ModelActivity {
    /** After it, a model in use is checked like an idle one. A long prompt on a slow machine takes minutes. */
    private static final Duration SILENCE_LIMIT = Duration.ofMinutes(5);

    private final TimeSource time;
    private Instant lastUsed;
    private volatile Instant lastProgress;
    private int activeLeases;

    ModelActivity(TimeSource time) {
        this.time = time;
        this.lastUsed = time.now();
        this.lastProgress = lastUsed;
    }

    void begin() {
        activeLeases++;
        lastUsed = time.now();
        if (activeLeases == 1) {
            lastProgress = lastUsed;
        }
    }

    void end() {
        activeLeases--;
        lastUsed = time.now();
    }

    /** The model was started. */
    void started() {
        lastUsed = time.now();
        lastProgress = lastUsed;
    }

    /** The model sent a part of an answer. */
    void progress() {
        lastProgress = time.now();
    }

    /** Whether it sends an answer, so that it may be too busy for a health check. */
    boolean isWorking() {
        return activeLeases > 0 && Duration.between(lastProgress, time.now()).compareTo(SILENCE_LIMIT) <= 0;
    }

    boolean isIdleFor(Duration limit) {
        return activeLeases == 0 && Duration.between(lastUsed, time.now()).compareTo(limit) > 0;
    }
}
