package dev.codeagent.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final RetryAfter RETRY_AFTER = new RetryAfter(() -> Instant.parse("2026-11-29T12:00:00Z"));

    private static Duration read(String header, String value, String body) {
        return RETRY_AFTER.read(HttpHeaders.of(Map.of(header, List.of(value)), (n, v) -> true), body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after | 7 | 7000",
                "retry-after | 0.25 | 250",
                "retry-after | 86400 | 86400000",
                "retry-after | Sun, 29 Nov 2026 12:00:10 GMT | 10000",
                "retry-after | Sun, 29 Nov 2026 11:00:00 GMT | 0",
                "retry-after | 20s | 20000",
                "retry-after-ms | 1500 | 1500",
                "retry-after | soon | 0",
                "retry-after | -5 | 0"
            })
    void readsTheHeader(String header, String value, long millis) {
        assertThat(read(header, value, "")).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Rate limit reached. Please try again in 1m30.5s. | 90500",
                "Please try again in 20ms | 20",
                "retry after 20 seconds | 20000",
                "Please wait 6 minutes | 360000",
                "try again in 1h2m | 3720000",
                "{\"details\":[{\"retryDelay\": \"17.5s\"}]} | 17500",
                "no time is named | 0"
            })
    void readsTheWordsOfTheBody(String body, long millis) {
        assertThat(read("x", "y", body)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-ratelimit-reset-requests | 6m0s | x-ratelimit-remaining-requests | 0 | 360000",
                "x-ratelimit-reset-tokens | 20ms | x-ratelimit-remaining-tokens | 0 | 20",
                "x-ratelimit-reset-tokens | 6m0s | x-ratelimit-remaining-tokens | 7 | 0",
                "anthropic-ratelimit-requests-reset | 2026-11-29T12:00:30Z | anthropic-ratelimit-requests-remaining | 0 | 30000",
                "x-ratelimit-reset | 1795953610 | x-ratelimit-remaining | 0 | 10000",
                "x-ratelimit-reset | 1795953610000 | x-ratelimit-remaining | 0 | 10000"
            })
    void waitsForAUsedUpLimit(String reset, String time, String remaining, String left, long millis) {
        var headers = HttpHeaders.of(Map.of(reset, List.of(time), remaining, List.of(left)), (n, v) -> true);

        assertThat(RETRY_AFTER.read(headers, "")).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void readsAnyNumberOfAmounts() {
        String body = "retry after " + "1s".repeat(1_900);

        assertThat(read("x", "y", body)).isEqualTo(Duration.ofSeconds(1_900));
    }
}
