package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.providers.RetryPolicy.Decision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private static final Duration LOADING_LIMIT = Duration.ofMinutes(5);

    private static Decision decide(double jitter, AgentException failure, int failures, Duration elapsed) {
        return new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofMinutes(1), () -> jitter)
                .decide(failure, failures, elapsed, LOADING_LIMIT);
    }

    private static Decision decide(ErrorCode code, int failures) {
        return decide(1, new AgentException(code, "failed"), failures, Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.0, 500", "1, 1.0, 1000", "2, 1.0, 2000", "3, 0.5, 3000"})
    void retriesWithDoubledDelaysAndJitter(int failures, double jitter, long millis) {
        var failure = new AgentException(ErrorCode.PROVIDER_OVERLOADED, "failed");

        assertThat(decide(jitter, failure, failures, Duration.ZERO))
                .isEqualTo(new Decision.Retry(Duration.ofMillis(millis)));
    }

    @Test
    void waitsAsLongAsTheProviderRequestsButNotForHours() {
        var soon = new AgentException(ErrorCode.PROVIDER_OVERLOADED, "failed", Duration.ofSeconds(20));
        var late = new AgentException(ErrorCode.PROVIDER_OVERLOADED, "failed", Duration.ofDays(1));

        assertThat(decide(1, soon, 1, Duration.ZERO)).isEqualTo(new Decision.Retry(Duration.ofSeconds(20)));
        assertThat(decide(1, late, 1, Duration.ZERO)).isEqualTo(new Decision.Fallback());
    }

    @Test
    void fallsBackAfterTheLastAttempt() {
        assertThat(decide(ErrorCode.PROVIDER_BROKEN_STREAM, 4)).isEqualTo(new Decision.Fallback());
    }

    @Test
    void waitsForAModelThatIsLoadedUntilTheLimit() {
        var loading = new AgentException(ErrorCode.PROVIDER_LOADING, "loading");

        assertThat(decide(1, loading, 50, LOADING_LIMIT.minusSeconds(1)))
                .isEqualTo(new Decision.Retry(Duration.ofSeconds(2)));
        assertThat(decide(1, loading, 50, LOADING_LIMIT)).isEqualTo(new Decision.Fallback());
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "PROVIDER_KEY_REJECTED",
                "UNKNOWN_MODEL",
                "PROVIDER_REJECTED",
                "CONTENT_FILTERED",
                "PROVIDER_TIMEOUT",
                "INTERNAL"
            })
    void doesNotRepeatWhatWouldFailAgain(ErrorCode code) {
        assertThat(decide(code, 1)).isEqualTo(new Decision.Fallback());
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCELLED", "CONTEXT_LENGTH_EXCEEDED", "STORAGE_FULL", "STEP_LIMIT"})
    void asksNoOtherModelIfTheFailureDoesNotDependOnIt(ErrorCode code) {
        assertThat(decide(code, 1)).isEqualTo(new Decision.Fail());
    }
}
