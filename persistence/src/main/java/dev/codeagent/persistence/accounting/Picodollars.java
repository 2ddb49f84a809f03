package dev.codeagent.persistence.accounting;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Amounts of money as integers, so that both databases add and compare them exactly. The unit is 10^-12 US dollars: a
 * token at 0.000001 dollars per million costs one.
 */
final class Picodollars {
    private static final int SCALE = 12;
    /** More than any call costs, and so little that the sums of millions of usual calls have room beside it. */
    private static final BigDecimal MAX = BigDecimal.valueOf(10_000);

    private Picodollars() {}

    /** The cost of a call, rounded up; at most 10,000 dollars. */
    static long ofCall(BigDecimal dollars) {
        return ofLimit(dollars.min(MAX));
    }

    /** A limit, rounded up; one beyond nine million dollars is the largest number. */
    static long ofLimit(BigDecimal dollars) {
        return dollars.compareTo(BigDecimal.valueOf(Long.MAX_VALUE, SCALE)) >= 0
                ? Long.MAX_VALUE
                : dollars.setScale(SCALE, RoundingMode.CEILING).unscaledValue().longValueExact();
    }

    static BigDecimal toDollars(long picodollars) {
        return plain(BigDecimal.valueOf(picodollars, SCALE));
    }

    /** A sum whose parts were added apart, because the sum of all calls may be too large for one number. */
    static BigDecimal toDollars(long microdollars, long picodollars) {
        return plain(BigDecimal.valueOf(microdollars, 6).add(BigDecimal.valueOf(picodollars, SCALE)));
    }

    static long add(long a, long b) {
        return b > 0 && a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
