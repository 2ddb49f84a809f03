package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.RunEvent;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostCalculatorTest {

    private static String cost(Price price, Usage... usages) {
        var provider = new ProviderConfiguration(
                new ProviderId("mine"),
                "openai",
                URI.create("http://127.0.0.1:1/v1"),
                "",
                List.of(price),
                Duration.ZERO,
                Duration.ZERO);
        List<RunEvent.TurnFinished> turns = List.of(usages).stream()
                .map(usage -> new RunEvent.TurnFinished("coding", 1, "mine", "m-1", "stop", usage, 1))
                .toList();
        return assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> new CostCalculator(id -> Optional.of(provider)).calculate(turns));
    }

    private static Price price(String amount) {
        return new Price("m-1", amount, "2", "");
    }

    @Test
    void addsInputCacheAndOutput() {
        assertThat(cost(new Price("m-1", "1", "2", "0.5"), new Usage(1_000_000, 500_000, 400_000)))
                .isEqualTo("1.8");
        assertThat(cost(price("1"), new Usage(1_000, 0, 1_000), new Usage(0, 1, 0)))
                .isEqualTo("0.001002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1", "many", ""})
    void anInvalidPriceOfAnOlderVersionMeansUnknown(String amount) {
        assertThat(cost(price(amount), new Usage(1_000, 1_000, 0))).isEmpty();
    }

    @Test
    void costsAreNeverNegative() {
        assertThat(cost(price("1"), new Usage(-5_000_000, -1, -7))).isEqualTo("0");
        assertThat(cost(price("1"), new Usage(1_000_000, 0, 9_000_000))).isEqualTo("1");
        assertThat(cost(price("1"), new Usage(Long.MIN_VALUE, 0, Long.MAX_VALUE)))
                .isEqualTo("0");
    }

    @Test
    void sumsTheLargestCounts() {
        var largest = new Usage(Long.MAX_VALUE, Long.MAX_VALUE, 0);

        assertThat(cost(price("1000000000"), largest, largest))
                .hasSizeLessThan(60)
                .startsWith("18446744");
        assertThat(largest.plus(largest)).isEqualTo(largest);
    }
}
