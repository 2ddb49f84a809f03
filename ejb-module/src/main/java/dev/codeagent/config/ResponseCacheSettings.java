package dev.codeagent.config;

import java.time.Duration;

/**
 * Settings of the response cache, {@code providers.responseCache.*}.
 *
 * @param enabled whether answers of models are stored and given again
 * @param maxBytes the most that all stored answers have together
 * @param expiry how long an answer is given again
 */
public record ResponseCacheSettings(boolean enabled, long maxBytes, Duration expiry) {}
