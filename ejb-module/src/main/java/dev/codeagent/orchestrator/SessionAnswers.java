package dev.codeagent.orchestrator;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.policy.CallDigest;
import java.util.HashMap;
import java.util.Optional;

/** Answers that count for a whole session, read off the journals of its runs. */
record SessionAnswers(RunJournal journal) {
    private static final int RUNS = 200;

    /** The last answer about this call in the session's runs on the project; true where it was approved. */
    Optional<Boolean> find(RunEvent.Created run, ProjectId project, RunEvent.ToolCalled call) {
        String digest = CallDigest.ofAnyRun(project, call.tool(), call.arguments());
        var query = new RunJournal.Query(Optional.of(project.value()), Optional.of(run.session()), RUNS);
        for (Run past : journal.list(query)) {
            Optional<Boolean> answer = last(past, project, digest);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<Boolean> last(Run run, ProjectId project, String digest) {
        var asked = new HashMap<String, String>();
        Optional<Boolean> answer = Optional.empty();
        for (RecordedEvent recorded : RunDriver.events(journal, run.id(), 0)) {
            if (recorded.event() instanceof RunEvent.ApprovalRequested r) {
                asked.put(r.approval(), CallDigest.ofAnyRun(project, r.tool(), r.arguments()));
            } else if (recorded.event() instanceof RunEvent.ApprovalAnswered a
                    && a.scope().equals("session")
                    && digest.equals(asked.get(a.approval()))) {
                answer = Optional.of(a.decision().equals("approved"));
            }
        }
        return answer;
    }
}
