package dev.codeagent.cli.command;

import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.cli.run.RunOutcome;
import java.util.List;
import java.util.Optional;

/** Whether the demo did what it promises; the server's verdict alone counts. */
final class DemoVerdict {
    private DemoVerdict() {}

    static Optional<String> problem(RunOutcome outcome) {
        if (outcome.finished().state() == RunState.CANCELLED) {
            return Optional.of("the run was cancelled");
        }
        if (outcome.finished().state() != RunState.COMPLETED) {
            return Optional.of("the run failed: " + outcome.finished().error() + " ("
                    + outcome.finished().errorCode() + ")");
        }
        return outcome.verdict().map(DemoVerdict::problem).orElseGet(() -> Optional.of("the server gave no verdict"));
    }

    private static Optional<String> problem(Verdict verdict) {
        return first(
                named("the model changed or deleted tests: ", verdict.changedTests()),
                named("tests that ran before do not run any more: ", verdict.missing()),
                named("tests that passed before fail now: ", verdict.broken()),
                named("tests still fail: ", verdict.failing()),
                when(!verdict.green(), "the build or its tests are not green after the last edit"),
                when(verdict.fixed().isEmpty(), "no test that failed before passes now"));
    }

    @SafeVarargs
    private static Optional<String> first(Optional<String>... problems) {
        return List.of(problems).stream().flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> named(String what, List<String> names) {
        return when(!names.isEmpty(), what + String.join(", ", names));
    }

    private static Optional<String> when(boolean wrong, String what) {
        return wrong ? Optional.of(what) : Optional.empty();
    }
}
