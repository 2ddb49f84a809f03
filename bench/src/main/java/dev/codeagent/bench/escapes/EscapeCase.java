package dev.codeagent.bench.escapes;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One try.
 *
 * @param description what, in one line
 * @param values what its placeholders mean, where it is one of several
 * @param requiredPrograms programs of the sandbox without which it cannot be tried
 * @param projectSetup commands that make the user's repository hostile, before the run begins
 * @param dedicatedSandbox whether it has a sandbox of its own, which it may ruin
 * @param onlyLauncher the launcher that it is meant for; empty for all
 * @param callTimeout of each call
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

    boolean appliesTo(String launcher) {
        return onlyLauncher.isEmpty() || onlyLauncher.equals(launcher);
    }
}
