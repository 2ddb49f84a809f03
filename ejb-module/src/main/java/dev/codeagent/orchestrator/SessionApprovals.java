package dev.codeagent.orchestrator;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.authorization.ToolCallDigest;
import java.util.HashMap;
import java.util.Optional;

/** Answers that count for a whole session, read off the journals of its runs. */
record SessionApprovals(RunJournal journal) {
    private static final int RUNS = 200;

    /** The last answer about this call in the session's runs on the project; true where it was approved. */
    Optional<Boolean> find(RunEvent.Created run, ProjectId project, RunEvent.ToolCalled call) {
        String digest = ToolCallDigest.forProject(project, call.tool(), call.arguments());
        var query = new RunJournal.Query(Optional.of(project.value()), Optional.of(run.session()), RUNS);
        for (Run past : journal.list(query)) {
            Optional<Boolean> decision = findLast(past, project, digest);
            if (decision.isPresent()) {
                return decision;
            }
        }
        return Optional.empty();
    }

    private Optional<Boolean> findLast(Run run, ProjectId project, String digest) {
        var digests = new HashMap<String, String>();
        Optional<Boolean> decision = Optional.empty();
        for (RecordedEvent recorded : RunExecutor.readEvents(journal, run.id(), 0)) {
            if (recorded.event() instanceof RunEvent.ApprovalRequested r) {
                digests.put(r.approval(), ToolCallDigest.forProject(project, r.tool(), r.arguments()));
            } else if (recorded.event() instanceof RunEvent.ApprovalAnswered a
                    && a.scope().equals("session")
                    && digest.equals(digests.get(a.approval()))) {
                decision = Optional.of(a.decision().equals("approved"));
            }
        }
        return decision;
    }
}
