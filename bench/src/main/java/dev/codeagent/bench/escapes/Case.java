package dev.codeagent.bench.escapes;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One try.
 *
 * @param tries what, in one line
 * @param values what its placeholders mean, where it is one of several
 * @param needs programs of the sandbox without which it cannot be tried
 * @param project commands that make the user's repository hostile, before the run begins
 * @param alone whether it has a sandbox of its own, which it may ruin
 * @param only the launcher that it is meant for; empty for all
 * @param limit of each call
 */
record Case(
        String id,
        String theme,
        String tries,
        Map<String, String> values,
        List<String> needs,
        String project,
        List<Step> steps,
        Sign shows,
        Control control,
        boolean alone,
        String only,
        Duration limit) {

    boolean fits(String launcher) {
        return only.isEmpty() || only.equals(launcher);
    }
}
