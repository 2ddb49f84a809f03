package dev.codeagent.client.api;

import java.util.List;

/** What the server's own test runs say about the changes of a run. */
public record Verdict(
        List<String> fixed,
        List<String> broken,
        List<String> missing,
        List<String> failing,
        List<String> changedTests,
        boolean green,
        String notTested) {}
