package dev.codeagent.cli.command;

import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.cli.run.RunOutcome;
import java.util.List;
import java.util.Optional;

/** Checks the outcome of the demo. Only the server's verdict counts. */
final class DemoVerifier {
    private DemoVerifier() {}

    static Optional<String> findProblem(RunOutcome outcome) {
        if (outcome.finished().state() == RunState.CANCELLED) {
            return Optional.of("the run was cancelled");
        }
        if (outcome.finished().state() != RunState.COMPLETED) {
            return Optional.of("the run failed: " + outcome.finished().error() + " ("
                    + outcome.finished().errorCode() + ")");
        }
        return outcome.verdict()
                .map(DemoVerifier::findProblem)
                .orElseGet(() -> Optional.of("the server gave no verdict"));
    }

    private static Optional<String> findProblem(Verdict verdict) {
        return firstPresent(
                problemIf(!verdict.notTested().isEmpty(), "the change was not tested: " + verdict.notTested()),
                problemWithTests("the model changed or deleted tests: ", verdict.changedTests()),
                problemWithTests("tests that ran before do not run any more: ", verdict.missing()),
                problemWithTests("tests that passed before fail now: ", verdict.broken()),
                problemWithTests("tests still fail: ", verdict.failing()),
                problemIf(!verdict.green(), "the build or its tests are not green after the last edit"),
                problemIf(verdict.fixed().isEmpty(), "no test that failed before passes now"));
    }

    @SafeVarargs
    private static Optional<String> firstPresent(Optional<String>... problems) {
        return List.of(problems).stream().flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> problemWithTests(String message, List<String> names) {
        return problemIf(!names.isEmpty(), message + String.join(", ", names));
    }

    private static Optional<String> problemIf(boolean condition, String message) {
        return condition ? Optional.of(message) : Optional.empty();
    }
}
