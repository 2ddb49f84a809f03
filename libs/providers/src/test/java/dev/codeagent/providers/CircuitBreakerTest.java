package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.BreakerStatus;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final CircuitBreaker breaker = new CircuitBreaker(now::get);

    private void fail(ErrorCode code, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.tryAcquire()).isTrue();
            breaker.failed(new AgentException(code, "failed"));
        }
    }

    private void elapse(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void opensAfterConsecutiveFailures() {
        fail(ErrorCode.PROVIDER_OVERLOADED, CircuitBreaker.FAILURES_TO_OPEN);

        assertThat(breaker.tryAcquire()).isFalse();
        assertThat(breaker.remaining()).isEqualTo(CircuitBreaker.FIRST_PAUSE);
    }

    @Test
    void tellsItsState() {
        var model = new ModelRef(new ProviderId("demo"), "m/1");
        assertThat(breaker.status(model).state()).isEqualTo(BreakerStatus.State.CLOSED);

        fail(ErrorCode.PROVIDER_OVERLOADED, CircuitBreaker.FAILURES_TO_OPEN);
        assertThat(breaker.status(model))
                .isEqualTo(new BreakerStatus(
                        model.provider(),
                        "m/1",
                        BreakerStatus.State.OPEN,
                        CircuitBreaker.FAILURES_TO_OPEN,
                        CircuitBreaker.FIRST_PAUSE));

        elapse(CircuitBreaker.FIRST_PAUSE);
        assertThat(breaker.status(model).state()).isEqualTo(BreakerStatus.State.HALF_OPEN);
        assertThat(breaker.tryAcquire()).isTrue();
        assertThat(breaker.status(model).state()).isEqualTo(BreakerStatus.State.HALF_OPEN);
    }

    @Test
    void aSuccessStartsTheCountAgain() {
        fail(ErrorCode.PROVIDER_OVERLOADED, CircuitBreaker.FAILURES_TO_OPEN - 1);
        breaker.succeeded();
        fail(ErrorCode.PROVIDER_OVERLOADED, CircuitBreaker.FAILURES_TO_OPEN - 1);

        assertThat(breaker.tryAcquire()).isTrue();
    }

    @Test
    void letsOneProbeThroughAfterThePause() {
        fail(ErrorCode.PROVIDER_OVERLOADED, CircuitBreaker.FAILURES_TO_OPEN);
        elapse(CircuitBreaker.FIRST_PAUSE);

        assertThat(breaker.tryAcquire()).isTrue();
        assertThat(breaker.tryAcquire()).isFalse();

        breaker.succeeded();
        assertThat(breaker.tryAcquire()).isTrue();
    }

    @Test
    void aFailedProbeDoublesThePause() {
        fail(ErrorCode.PROVIDER_OVERLOADED, CircuitBreaker.FAILURES_TO_OPEN);
        elapse(CircuitBreaker.FIRST_PAUSE);
        fail(ErrorCode.PROVIDER_UNREACHABLE, 1);

        assertThat(breaker.remaining()).isEqualTo(CircuitBreaker.FIRST_PAUSE.multipliedBy(2));
    }

    @Test
    void aCancelledProbeLetsTheNextRequestProbe() {
        fail(ErrorCode.PROVIDER_OVERLOADED, CircuitBreaker.FAILURES_TO_OPEN);
        elapse(CircuitBreaker.FIRST_PAUSE);
        fail(ErrorCode.CANCELLED, 1);

        assertThat(breaker.tryAcquire()).isTrue();
    }

    @Test
    void refusalsOfARequestDoNotOpenIt() {
        fail(ErrorCode.PROVIDER_KEY_REJECTED, 20);
        fail(ErrorCode.PROVIDER_EMPTY_ANSWER, 20);

        assertThat(breaker.tryAcquire()).isTrue();
    }
}
