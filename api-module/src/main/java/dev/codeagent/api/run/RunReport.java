package dev.codeagent.api.run;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything about a run on one page, from its events.
 *
 * @param sandbox the launcher of the sandbox, empty if none was opened
 * @param tests the project's tests, which the server ran before and after the changes
 * @param branch the branch with the changes, empty if there is none
 * @param patchActions what users did with the changes, oldest first
 * @param answer the answer of the last step that has one
 * @param followUp the earlier run on whose result this one works
 */
public record RunReport(
        Run run,
        String sandbox,
        List<Step> steps,
        List<Tests> tests,
        Optional<Verdict> verdict,
        String branch,
        List<RunEvent.FileChange> files,
        List<PatchAction> patchActions,
        List<ApprovalRecord> approvals,
        String answer,
        Optional<FollowUp> followUp) {

    /**
     * The work of one agent.
     *
     * @param outcome empty until the step has ended
     * @param millis from its start to its end, or to the last event of a step that has not ended
     * @param costUsd absent if the price of a call is unknown
     */
    public record Step(
            String step,
            AgentName agent,
            int round,
            String provider,
            String model,
            String outcome,
            Instant startedAt,
            long millis,
            int turns,
            Usage usage,
            Optional<BigDecimal> costUsd,
            ToolCalls toolCalls) {}

    /** The tool calls of a step by their outcome; calls without an outcome count only in the total. */
    public record ToolCalls(int total, int failed, int denied) {}

    /** The numbers of one test run. */
    public record Tests(RunEvent.TestsFinished.Phase phase, int passed, int failed, int skipped, boolean buildFailed) {}

    /**
     * What a user did with the patch.
     *
     * @param action applied, applied-part, discarded or undone
     * @param left the number of hunks and whole files that are not applied yet
     */
    public record PatchAction(Instant at, String action, String by, int left) {}

    /**
     * A question to the user.
     *
     * @param decision open, approved, denied, expired, or unanswered if the run ended before
     * @param by who decided, empty if nobody did
     */
    public record ApprovalRecord(
            String id, String step, String tool, String question, String reason, String decision, String by) {}
}
