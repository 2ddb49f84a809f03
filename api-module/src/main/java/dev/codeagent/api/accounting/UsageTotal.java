package dev.codeagent.api.accounting;

import dev.codeagent.api.chat.Usage;
import java.math.BigDecimal;

/**
 * The sum of calls.
 *
 * @param key what the calls have in common: the run, agent, project, caller, day, provider, or provider and model
 * @param calls the number of booked calls, without those that cost nothing because they failed or the response cache answered
 * @param costUsd the sum of the known costs
 * @param unpricedCalls the number of calls whose price was not known
 * @param unconfirmedCalls the number of calls that are booked at their reservation
 * @param unconfirmedUsd the part of the cost that is not confirmed
 * @param openCalls the number of calls in flight; their tokens and costs are not in the sums
 * @param reservedUsd the most that the calls in flight can cost
 * @param cacheHits the number of calls that the response cache answered; they are not in the other numbers
 */
public record UsageTotal(
        String key,
        long calls,
        Usage usage,
        BigDecimal costUsd,
        long unpricedCalls,
        long unconfirmedCalls,
        BigDecimal unconfirmedUsd,
        long openCalls,
        BigDecimal reservedUsd,
        long cacheHits) {}
