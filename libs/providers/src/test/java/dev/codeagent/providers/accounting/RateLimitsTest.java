package dev.codeagent.providers.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.wire.EnvelopeCodec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitsTest {

    @Test
    void readsTheLimitsOfProviders() {
        assertThat(RateLimits.parse(EnvelopeCodec.parse("""
                        {"a": {"requests": 50, "tokens": "40000"}, "b": {"tokens": 9, "window": "5s"}}
                        """)))
                .containsEntry(new ProviderId("a"), new RateLimit(50, 40_000, Duration.ofMinutes(1)))
                .containsEntry(new ProviderId("b"), new RateLimit(0, 9, Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 5} | providers.limits.a",
                "{\"a\": {\"requests\": 0}} | providers.limits.a.requests: '0'",
                "{\"a\": {\"requests\": -1}} | providers.limits.a.requests: '-1'",
                "{\"a\": {\"tokens\": \"many\"}} | providers.limits.a.tokens: 'many'",
                "{\"a\": {\"request\": 5}} | unknown field 'request'",
                "{\"a\": {\"window\": \"0s\"}} | providers.limits.a.window"
            })
    void namesTheFieldThatIsWrong(String json, String message) {
        assertThatThrownBy(() -> RateLimits.parse(EnvelopeCodec.parse(json))).hasMessageContaining(message);
    }
}
