package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientLivenessTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final ClientLiveness liveness = new ClientLiveness(now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void isSilentWhenNothingWasHeardForTheTime() {
        pass(LIMIT.minusNanos(1));
        assertThat(liveness.isSilentFor(LIMIT)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(liveness.isSilentFor(LIMIT)).isTrue();

        liveness.heard();
        assertThat(liveness.isSilentFor(LIMIT)).isFalse();
    }

    @Test
    void isNotSilentWhileTheServerHandlesItsMessage() {
        liveness.whileReading(() -> {
            pass(LIMIT.multipliedBy(3));
            assertThat(liveness.isSilentFor(LIMIT)).isFalse();
        });

        assertThat(liveness.isSilentFor(LIMIT)).isFalse();
        pass(LIMIT);
        assertThat(liveness.isSilentFor(LIMIT)).isTrue();
    }
}
