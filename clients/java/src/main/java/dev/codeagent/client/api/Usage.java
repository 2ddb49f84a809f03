package dev.codeagent.client.api;

/** Tokens of model calls. */
public record Usage(
        long inputTokens, long outputTokens, long cachedTokens, long cacheWriteTokens, long reasoningTokens) {}
