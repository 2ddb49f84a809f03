package dev.codeagent.api.run;

import dev.codeagent.api.security.Caller;
import java.util.List;

/** The use cases around runs; the one door from the gateway and REST into the orchestrator. */
public interface RunService {

    /**
     * Admits a request. When this returns, the run's row and first event are committed; no model and no sandbox was
     * called yet.
     *
     * @throws dev.codeagent.api.error.AgentException UNKNOWN_PROJECT, UNKNOWN_COMMAND, INVALID_VALUE, TOO_BUSY
     */
    Run start(RunRequest request);

    Run get(Caller caller, RunId run);

    List<Run> list(Caller caller, RunJournal.Query query);

    /** Asks the run to end; a run that is over stays as it is. */
    Run cancel(Caller caller, RunId run);

    /** The run's patch as a unified (git) diff; empty where it changed nothing. */
    String diff(Caller caller, RunId run);

    /** The run's patch in the parts in which it can be accepted; empty where it changed nothing. */
    List<PatchFile> patchFiles(Caller caller, RunId run);

    /**
     * Puts the patch, or parts of it, into the user's working tree, merged with what the user did since; CONFLICT, with the
     * tree untouched, where they do not go together.
     *
     * @param parts empty for all that is not accepted yet
     */
    Run apply(Caller caller, RunId run, List<PatchSelection> parts);

    /**
     * Takes changes of a finished run back in its workspace and puts the new patch on its branch; the user's working tree is
     * left alone. UNKNOWN_CALL where the run has no such step or call.
     */
    UndoResult undo(Caller caller, RunId run, UndoRequest request);

    /** Deletes the run's branch. */
    Run discard(Caller caller, RunId run);

    /** The questions that are open, oldest first. */
    List<Approval> openApprovals(Caller caller);

    /**
     * Answers a question, once, and lets its run go on.
     *
     * @throws dev.codeagent.api.error.AgentException UNKNOWN_APPROVAL; CONFLICT where it is answered already, has expired,
     *     or is about another call than the answer's digest says
     */
    Run decideApproval(Caller caller, ApprovalDecision decision);
}
