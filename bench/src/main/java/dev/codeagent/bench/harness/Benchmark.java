package dev.codeagent.bench.harness;

/** A program that measures one property of the system and fails above a bound. */
public interface Benchmark {
    String name();

    /** Returns the options and the purpose in one line, for the list of benchmarks. */
    String description();

    /** Returns whether a positional argument is a text, such as a file; for other benchmarks it is a number. */
    default boolean acceptsText() {
        return false;
    }

    BenchmarkResult run(BenchmarkOptions options) throws Exception;
}
