package dev.codeagent.sandbox;

/**
 * Sandboxes that were started in advance.
 *
 * @param warm those that wait for a run
 * @param maxWarm the most that may wait
 */
public record PoolStatus(int warm, int maxWarm) {
    public static final PoolStatus NONE = new PoolStatus(0, 0);
}
