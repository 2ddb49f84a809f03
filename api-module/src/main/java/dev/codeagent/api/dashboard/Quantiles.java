package dev.codeagent.api.dashboard;

/**
 * The distribution of times, by nearest rank.
 *
 * @param count the number of times
 * @param p50 half of them are not longer, in milliseconds
 * @param p95 95 of 100 are not longer
 */
public record Quantiles(long count, long p50, long p95) {}
