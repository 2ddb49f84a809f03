package dev.codeagent.bench.harness;

/** A program that measures one promise of the system against its limit. */
public interface Benchmark {
    String name();

    /** One line for the list. */
    String description();

    /** Whether it takes a file, where others take numbers. */
    default boolean acceptsFile() {
        return false;
    }

    BenchmarkResult run(BenchmarkOptions options) throws Exception;
}
