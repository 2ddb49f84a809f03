package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.PatchResolved;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import java.util.Set;

/** Whether the user discarded the patch of a run: its branch is deleted then, and nothing creates it again. */
public record DiscardedPatches(RunJournal journal) {

    /**
     * Rejects a request for the patch of a run that was discarded.
     *
     * @throws AgentException NOTHING_TO_APPLY
     */
    public void requireKept(RunId run) {
        boolean discarded = journal.readTypes(run, Set.of(PatchResolved.class, RunEvent.DiffReady.class)).stream()
                .map(RecordedEvent::event)
                .reduce((earlier, later) -> later)
                .filter(event -> event instanceof PatchResolved p && p.outcome() == PatchResolved.Outcome.DISCARDED)
                .isPresent();
        if (discarded) {
            throw new AgentException(
                    ErrorCode.NOTHING_TO_APPLY,
                    "the patch of run " + run + " was discarded already, and its branch codeagent/" + run
                            + " deleted; only a new run makes the change again");
        }
    }
}
