package dev.codeagent.client.api;

/** The distribution of times in milliseconds. */
public record Quantiles(long count, long p50, long p95) {}
