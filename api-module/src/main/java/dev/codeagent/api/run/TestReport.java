package dev.codeagent.api.run;

import java.util.List;

/**
 * The result of running the project's own tests.
 *
 * @param passed tests that passed
 * @param failed tests that failed or ended in an error
 * @param skipped tests that were skipped
 * @param buildFailed whether the build ended before any test could run
 * @param tests the names of all tests that ran, {@code Class.method}
 * @param failures the failed ones
 * @param output the end of the build's output, if the build failed
 * @param millis elapsed time
 */
public record TestReport(
        int passed,
        int failed,
        int skipped,
        boolean buildFailed,
        List<String> tests,
        List<Failure> failures,
        String output,
        long millis) {
    public TestReport {
        tests = List.copyOf(tests);
        failures = List.copyOf(failures);
    }

    public int total() {
        return passed + failed + skipped;
    }

    public boolean isGreen() {
        return !buildFailed && failed == 0 && passed > 0;
    }

    /** A failed test: its name, its message and the place in the source, {@code File.java:42}. */
    public record Failure(String test, String message, String place) {}
}
