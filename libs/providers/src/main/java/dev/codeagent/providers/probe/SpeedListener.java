package dev.codeagent.providers.probe;

import dev.codeagent.api.provider.TurnListener;

/** Measures how fast answers arrive after their first piece; used by one request at a time. */
final class SpeedListener implements TurnListener {
    private static final int MIN_TOKENS = 4;
    private static final double NANOS_PER_SECOND = 1e9;

    private volatile long firstNanos;
    private long tokens;
    private long nanos;

    void start() {
        firstNanos = 0;
    }

    /** Adds an answer, unless it had no pieces: then the time of loading and reading cannot be told apart. */
    void finish(long outputTokens) {
        if (outputTokens >= MIN_TOKENS && firstNanos != 0) {
            tokens += outputTokens - 1;
            nanos += System.nanoTime() - firstNanos;
        }
    }

    double tokensPerSecond() {
        return nanos == 0 ? 0 : tokens * NANOS_PER_SECOND / nanos;
    }

    @Override
    public void onDelta(String kind, String text) {
        if (firstNanos == 0) {
            firstNanos = System.nanoTime();
        }
    }

    @Override
    public void onRestart(String reason) {}

    @Override
    public void onNotice(String code, String text) {}
}
