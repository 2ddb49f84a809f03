package dev.codeagent.bench.escapes;

/**
 * Time limits of the benchmark itself. {@code ESCAPES_PATIENCE} multiplies them for a machine that does other work at
 * the same time, such as one that runs all tests.
 */
public final class Patience {
    private static final int FACTOR = Integer.parseInt(System.getenv().getOrDefault("ESCAPES_PATIENCE", "1"));

    private Patience() {}

    public static long of(long time) {
        return time * FACTOR;
    }
}
