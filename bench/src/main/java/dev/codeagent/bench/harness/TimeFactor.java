package dev.codeagent.bench.harness;

/**
 * Time limits of the benchmark itself. {@code ESCAPES_TIME_FACTOR} multiplies them for a machine that does other work at
 * the same time, such as one that runs all tests.
 */
public final class TimeFactor {
    private static final int FACTOR = Integer.parseInt(System.getenv().getOrDefault("ESCAPES_TIME_FACTOR", "1"));

    private TimeFactor() {}

    public static long of(long time) {
        return time * FACTOR;
    }
}
