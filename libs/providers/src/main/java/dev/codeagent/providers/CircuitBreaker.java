package dev.codeagent.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.BreakerStatus;
import dev.codeagent.api.provider.ModelRef;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Stops requests to a model whose provider fails again and again. It is closed while requests succeed, opens after
 * consecutive failures, and after a while lets one request through (half-open): its success closes the circuit, its
 * failure opens it for twice as long.
 */
final class CircuitBreaker {
    static final int FAILURES_TO_OPEN = 5;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    static final Duration MAX_PAUSE = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private int failures;
    private Duration pause = FIRST_PAUSE;
    private boolean open;
    private boolean probing;
    private long openUntil;

    CircuitBreaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes the permission for one request; its outcome must follow. False while the circuit is open. */
    synchronized boolean tryAcquire() {
        if (!open) {
            return true;
        }
        if (probing || remainingNanos() > 0) {
            return false;
        }
        probing = true;
        return true;
    }

    /** How long the circuit lets no request through; zero if one would be let through now. */
    synchronized Duration remaining() {
        return open && !probing ? Duration.ofNanos(Math.max(0, remainingNanos())) : Duration.ZERO;
    }

    synchronized BreakerStatus status(ModelRef model) {
        BreakerStatus.State state = !open
                ? BreakerStatus.State.CLOSED
                : probing || remainingNanos() <= 0 ? BreakerStatus.State.HALF_OPEN : BreakerStatus.State.OPEN;
        return new BreakerStatus(model.provider(), model.model(), state, failures, remaining());
    }

    private long remainingNanos() {
        return openUntil - nanoTime.getAsLong();
    }

    synchronized void succeeded() {
        failures = 0;
        pause = FIRST_PAUSE;
        open = false;
        probing = false;
    }

    /** A failure counts if it says that the provider is in trouble, not that it refused this request. */
    synchronized void failed(AgentException failure) {
        boolean probe = probing;
        probing = false;
        boolean inTrouble = failure.code().kind() == ErrorCode.Kind.TRANSIENT
                && failure.code() != ErrorCode.PROVIDER_LOADING
                && failure.code() != ErrorCode.PROVIDER_EMPTY_ANSWER;
        if (!inTrouble) {
            if (failure.code().kind() == ErrorCode.Kind.PROVIDER) {
                succeeded(); // The provider answers.
            }
            return;
        }
        failures++;
        if (probe || failures >= FAILURES_TO_OPEN) {
            if (probe) {
                pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause.multipliedBy(2);
            }
            open = true;
            openUntil = nanoTime.getAsLong() + pause.toNanos();
        }
    }
}
