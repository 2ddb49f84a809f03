package dev.codeagent.api.accounting;

import java.math.BigDecimal;

/**
 * A limit of costs.
 *
 * @param id {@code scope/subject/period}
 * @param source {@code stored} if somebody set it, {@code configuration} if it is the default of the configuration
 * @param span the part of the period that {@code spentUsd} counts: {@code total}, or a month such as {@code 2026-11}
 * @param spentUsd the cost of the calls that are booked
 * @param reservedUsd the most that the calls in flight can cost
 */
public record Budget(
        String id, BigDecimal limitUsd, String source, String span, BigDecimal spentUsd, BigDecimal reservedUsd) {

    /** Whether a call fits in addition to all that is booked and in flight. */
    public boolean hasRoomFor(BigDecimal amount) {
        return spentUsd.add(reservedUsd).add(amount).compareTo(limitUsd) <= 0;
    }

    /** Whether a call would fit if the calls in flight cost nothing. */
    public boolean mayHaveRoomFor(BigDecimal amount) {
        return spentUsd.add(amount).compareTo(limitUsd) <= 0;
    }
}
