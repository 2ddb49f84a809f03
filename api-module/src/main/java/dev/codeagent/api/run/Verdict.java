package dev.codeagent.api.run;

import java.util.List;
import java.util.TreeSet;

/**
 * The server's verdict about a run, based on its own test runs before the first and after the last edit, and on the
 * files that the patch changes.
 *
 * @param fixed tests that failed before and pass now
 * @param broken tests that passed before and fail now
 * @param missing tests that ran before and do not run now
 * @param failing tests that fail now
 * @param changedTests test files that existed before and were changed or deleted
 * @param green whether the build passes, no test fails and none is missing
 */
public record Verdict(
        List<String> fixed,
        List<String> broken,
        List<String> missing,
        List<String> failing,
        List<String> changedTests,
        boolean green) {
    public Verdict {
        fixed = List.copyOf(fixed);
        broken = List.copyOf(broken);
        missing = List.copyOf(missing);
        failing = List.copyOf(failing);
        changedTests = List.copyOf(changedTests);
    }

    /** Compares the reports of the tests before and after the run. */
    public static Verdict compare(TestReport before, TestReport after, List<String> changedTests) {
        var failedBefore = failedTests(before);
        var failedNow = failedTests(after);
        var now = new TreeSet<>(after.tests());
        var fixed = failedBefore.stream().filter(t -> now.contains(t) && !failedNow.contains(t));
        var broken = failedNow.stream().filter(t -> before.tests().contains(t) && !failedBefore.contains(t));
        var missing =
                before.tests().stream().distinct().filter(t -> !now.contains(t)).toList();
        boolean green = after.isGreen() && missing.isEmpty() && after.total() >= before.total();
        return new Verdict(fixed.toList(), broken.toList(), missing, List.copyOf(failedNow), changedTests, green);
    }

    private static TreeSet<String> failedTests(TestReport report) {
        var names = new TreeSet<String>();
        report.failures().forEach(f -> names.add(f.test()));
        return names;
    }
}
