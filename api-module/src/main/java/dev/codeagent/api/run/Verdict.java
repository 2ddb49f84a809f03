package dev.codeagent.api.run;

import java.util.List;
import java.util.TreeSet;

/**
 * The server's verdict about a run, based on its own test runs before the first edit and on a fresh checkout of the
 * run's branch, and on the files that the patch changes.
 *
 * @param fixed tests that failed before and pass now
 * @param broken tests that passed before and fail now
 * @param missing tests that ran before and do not run now
 * @param failing tests that fail now
 * @param changedTests test files that existed before and were changed or deleted, and changed or new files that can change what
 *     the test run reports: settings of test runners, build files, and code that runs instead of the tests
 * @param green whether the build passes, no test fails and none is missing
 * @param notTested why the branch could not be tested on a fresh checkout; empty if it was. Such a verdict is not green
 */
public record Verdict(
        List<String> fixed,
        List<String> broken,
        List<String> missing,
        List<String> failing,
        List<String> changedTests,
        boolean green,
        String notTested) {
    public Verdict {
        green = green && notTested.isEmpty();
        fixed = List.copyOf(fixed);
        broken = List.copyOf(broken);
        missing = List.copyOf(missing);
        failing = List.copyOf(failing);
        changedTests = List.copyOf(changedTests);
    }

    /** The verdict about a branch that was tested. */
    public Verdict(
            List<String> fixed,
            List<String> broken,
            List<String> missing,
            List<String> failing,
            List<String> changedTests,
            boolean green) {
        this(fixed, broken, missing, failing, changedTests, green, "");
    }

    /** The verdict about a branch that could not be tested, for the given reason. */
    public static Verdict notTested(String reason, List<String> changedTests) {
        return new Verdict(List.of(), List.of(), List.of(), List.of(), changedTests, false, reason);
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
