package dev.codeagent.bench.escapes;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One attempt to escape.
 *
 * @param description what it tries, in one line
 * @param values the values of its placeholders, if it comes from {@code each}
 * @param requiredPrograms programs that the sandbox must have; without them the case counts as untried
 * @param projectSetup commands that make the user's repository hostile before the run starts
 * @param dedicatedSandbox whether it needs its own sandbox, which it may break
 * @param onlyLauncher the launcher that it applies to; empty for all
 * @param callTimeout the time limit of each call
 */
record EscapeCase(
        String id,
        String theme,
        String description,
        Map<String, String> values,
        List<String> requiredPrograms,
        String projectSetup,
        List<CaseStep> steps,
        EscapeSignal expectedSignal,
        Control control,
        boolean dedicatedSandbox,
        String onlyLauncher,
        Duration callTimeout) {

    /** How to verify that an attempt succeeds without a sandbox. */
    sealed interface Control {

        /** Runs the commands of the case itself in a directory of the host. */
        record Same() implements Control {}

        /** Runs another command with the same effect, for an attempt that is not a command. */
        record Other(String command) implements Control {}

        /** No control: it would harm the host, or does not work on every host. */
        record None(String reason) implements Control {}
    }

    boolean appliesTo(String launcher) {
        return onlyLauncher.isEmpty() || onlyLauncher.equals(launcher);
    }
}
