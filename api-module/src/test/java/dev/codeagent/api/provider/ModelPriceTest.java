package dev.codeagent.api.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.Usage;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ModelPriceTest {
    private static final ModelPrice PRICE = price("3", "15", "0.30", "3.75");

    private static ModelPrice price(String input, String output, String read, String write) {
        return new ModelPrice(
                new BigDecimal(input), new BigDecimal(output), new BigDecimal(read), new BigDecimal(write), "test");
    }

    @Test
    void chargesCachedInputAtItsOwnPrices() {
        // 300 × 3 + 500 × 0.30 + 200 × 3.75 + 100 × 15 in a million.
        assertThat(PRICE.cost(new Usage(1000, 100, 500, 200, 40))).isEqualTo(new BigDecimal("0.0033"));
    }

    @Test
    void isExactForASingleToken() {
        assertThat(price("0.075", "0", "0", "0").cost(new Usage(1, 0, 0))).isEqualTo(new BigDecimal("0.000000075"));
    }

    @Test
    void roundsUpWhatIsSmallerThanTheUnit() {
        assertThat(price("0.0000001", "0", "0", "0").cost(new Usage(1, 0, 0)))
                .isEqualTo(new BigDecimal("0.000000000001"));
    }

    @Test
    void writesWholeDollarsWithoutAnExponent() {
        assertThat(price("100", "0", "0", "0").cost(new Usage(1_000_000, 0, 0)).toString())
                .isEqualTo("100");
    }

    @Test
    void countsNoTokenTwiceIfAServerReportsMoreCachedTokensThanInput() {
        assertThat(PRICE.cost(new Usage(10, 0, 8, 7, 0))).isEqualByComparingTo("0.0000099");
    }

    @Test
    void reservesInputAtItsDearestPrice() {
        assertThat(PRICE.maxCost(new Usage(1000, 0, 0))).isEqualByComparingTo("0.00375");
    }
}
