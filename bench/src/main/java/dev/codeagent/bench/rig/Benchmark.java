package dev.codeagent.bench.rig;

/** A program that measures one promise of the system against its limit. */
public interface Benchmark {
    String name();

    /** One line for the list. */
    String purpose();

    Outcome run(Options options) throws Exception;
}
