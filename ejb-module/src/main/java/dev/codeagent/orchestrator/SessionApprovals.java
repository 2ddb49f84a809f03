package dev.codeagent.orchestrator;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.authorization.ToolCallDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

/** Approval decisions with the scope {@code session}, found in the journal of the session's runs. */
record SessionApprovals(RunJournal journal) {
    private static final int MAX_RUNS = 200;

    /** The last decision about this call in the newest run that has one; true if it was approved. */
    Optional<Boolean> find(RunEvent.Created run, ProjectId project, RunEvent.ToolCalled call) {
        String digest = ToolCallDigest.forProject(project, call.tool(), call.arguments());
        var query = new RunJournal.Query(Optional.of(project.value()), Optional.of(run.session()), MAX_RUNS);
        var digests = new HashMap<String, String>();
        var decisions = new LinkedHashMap<RunId, Boolean>(); // Runs are in the order of the journal: newest first.
        for (RecordedEvent recorded :
                journal.readTypes(query, Set.of(RunEvent.ApprovalRequested.class, RunEvent.ApprovalAnswered.class))) {
            if (recorded.event() instanceof RunEvent.ApprovalRequested r) {
                digests.put(r.approval(), ToolCallDigest.forProject(project, r.tool(), r.arguments()));
            } else if (recorded.event() instanceof RunEvent.ApprovalAnswered a
                    && a.scope() == ApprovalDecision.Scope.SESSION
                    && digest.equals(digests.get(a.approval()))) {
                decisions.put(recorded.run(), a.decision() == RunEvent.ApprovalAnswered.Decision.APPROVED);
            }
        }
        return decisions.values().stream().findFirst();
    }
}
