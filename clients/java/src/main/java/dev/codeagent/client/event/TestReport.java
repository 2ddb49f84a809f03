package dev.codeagent.client.event;

import java.util.List;

/** What a run of the project's tests reported. */
public record TestReport(
        int passed,
        int failed,
        int skipped,
        boolean buildFailed,
        List<String> tests,
        List<Failure> failures,
        String output,
        long millis) {

    /** A test that failed, and where. */
    public record Failure(String test, String message, String place) {}
}
