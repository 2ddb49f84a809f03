package dev.codeagent.client.api;

import java.util.List;

/** The calls of past runs that a rule file would decide differently. */
public record PolicyTrialResult(int runs, int calls, List<Change> changes) {

    /** A call, and its decision without and with the rule file. */
    public record Change(
            String run,
            String call,
            String tool,
            String arguments,
            String before,
            String after,
            String rule,
            String reason) {}
}
