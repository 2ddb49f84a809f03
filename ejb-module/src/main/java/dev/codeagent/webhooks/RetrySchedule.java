package dev.codeagent.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a request is sent again: soon after a short failure, and over three days for one that lasts. These are the intervals
 * that Standard Webhooks recommends.
 */
record RetrySchedule(List<Duration> delays) {
    static final RetrySchedule STANDARD = new RetrySchedule(List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24)));

    RetrySchedule {
        delays = List.copyOf(delays);
    }

    /** The pause after this many failed attempts, up to a fifth longer; empty if there is no further attempt. */
    Optional<Duration> delayAfter(int attempts, RandomGenerator random) {
        return attempts > delays.size()
                ? Optional.empty()
                : Optional.of(delays.get(attempts - 1))
                        .map(delay -> delay.plusMillis((long) (delay.toMillis() * 0.2 * random.nextDouble())));
    }
}
