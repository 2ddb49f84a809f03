package dev.codeagent.providers.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RateLimiterTest {
    /** Not the common pool, which has one thread on a machine with two processors. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private static final Duration WINDOW = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong(1);
    private final CancellationToken cancellation = new CancellationToken();

    private RateLimiter limiter(long requests, long tokens) {
        return new RateLimiter(new RateLimit(requests, tokens, WINDOW), nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void countsARequestForAWindowAfterTheProviderReceivedIt() {
        RateLimiter limiter = limiter(1, 0);
        RateLimiter.Permit permit = limiter.acquire(1, cancellation);
        pass(Duration.ofSeconds(60));
        assertThat(limiter.isBusy(1)).isTrue();

        permit.received();
        pass(WINDOW);
        assertThat(limiter.isBusy(1)).isTrue();
        pass(Duration.ofNanos(1));

        assertThat(limiter.isBusy(1)).isFalse();
    }

    @Test
    void countsTheReservedTokensUntilTheEndAndThenTheUsedOnes() {
        RateLimiter limiter = limiter(0, 100);
        RateLimiter.Permit permit = limiter.acquire(90, cancellation);
        assertThat(limiter.isBusy(11)).isTrue();
        assertThat(limiter.isBusy(10)).isFalse();

        permit.end(20);

        assertThat(limiter.isBusy(80)).isFalse();
        assertThat(limiter.isBusy(81)).isTrue();
        pass(WINDOW.plusNanos(1));
        assertThat(limiter.isBusy(100)).isFalse();
    }

    @Test
    void countsNothingOfARequestThatWasNotSent() {
        RateLimiter limiter = limiter(1, 100);

        limiter.acquire(100, cancellation).release();

        assertThat(limiter.isBusy(100)).isFalse();
    }

    @Test
    void letsARequestThroughThatIsLargerThanTheLimitWhenNothingElseCounts() {
        RateLimiter limiter = limiter(0, 100);

        RateLimiter.Permit permit = limiter.acquire(500, cancellation);

        assertThat(limiter.isBusy(1)).isTrue();
        permit.end(1);
        assertThat(limiter.isBusy(500)).isTrue();
    }

    @Test
    void doesNotGetRoomFromAUsageThatExceedsAllNumbers() {
        RateLimiter limiter = limiter(0, 100);
        RateLimiter.Permit first = limiter.acquire(10, cancellation);
        RateLimiter.Permit second = limiter.acquire(10, cancellation);

        first.end(Long.MAX_VALUE);
        second.end(Long.MAX_VALUE);

        assertThat(limiter.isBusy(1)).isTrue();
    }

    @Test
    void servesWaitingRequestsInOrder() throws Exception {
        RateLimiter limiter = limiter(1, 0);
        RateLimiter.Permit first = limiter.acquire(1, cancellation);
        List<String> served = new ArrayList<>();
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (String name : List.of("a", "b", "c")) {
            int before = limiter.waitingCount();
            waiting.add(CompletableFuture.runAsync(
                    () -> {
                        RateLimiter.Permit permit = limiter.acquire(1, cancellation);
                        synchronized (served) {
                            served.add(name);
                        }
                        permit.release();
                    },
                    threads));
            while (limiter.waitingCount() == before) {
                Thread.onSpinWait();
            }
        }

        first.release();

        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        assertThat(served).containsExactly("a", "b", "c");
    }

    @Test
    void stopsWaitingWhenTheRunIsCancelled() throws Exception {
        RateLimiter limiter = limiter(1, 0);
        limiter.acquire(1, cancellation);
        var cancelled = new CancellationToken();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> limiter.acquire(1, cancelled), threads);
        while (limiter.waitingCount() == 0) {
            Thread.onSpinWait();
        }

        cancelled.cancel();

        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(limiter.waitingCount()).isZero();
    }
}
