package dev.codeagent.client.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Everything about a run on one page. */
public record RunReport(
        Run run,
        String sandbox,
        List<Step> steps,
        List<Tests> tests,
        Optional<Verdict> verdict,
        String branch,
        List<FileChange> files,
        List<PatchAction> patchActions,
        List<Question> approvals,
        String answer,
        Optional<FollowUp> followUp) {

    /** The work of one agent. */
    public record Step(
            String step,
            String agent,
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

    /** The tool calls of a step by their outcome. */
    public record ToolCalls(int total, int failed, int denied) {}

    /** The numbers of one test run. */
    public record Tests(String phase, int passed, int failed, int skipped, boolean buildFailed) {}

    /** What a user did with the patch. */
    public record PatchAction(Instant at, String action, String by, int left) {}

    /** A question to the user and its answer. */
    public record Question(
            String id, String step, String tool, String question, String reason, String decision, String by) {}
}
