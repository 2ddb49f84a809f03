package dev.codeagent.api.run;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/**
 * Use cases for runs; the only entry point from the gateway and REST to the orchestrator. Wherever a run is named, its id
 * may be cut as long as it stays unique, and {@code last} names the newest run.
 */
public interface RunService {

    /**
     * Accepts a request. When this method returns, the run's row and first event are committed; no model and no sandbox
     * was called yet.
     *
     * @throws dev.codeagent.api.error.AgentException UNKNOWN_PROJECT, UNKNOWN_COMMAND, INVALID_VALUE, TOO_BUSY; CONFLICT if
     *     the session belongs to another project
     */
    Run start(RunRequest request);

    /** @throws dev.codeagent.api.error.AgentException UNKNOWN_RUN; INVALID_VALUE if several ids begin with this text */
    Run get(Caller caller, RunId run);

    /** The same; {@code last} names the newest run of the project, if one is given. */
    Run get(Caller caller, RunId run, Optional<ProjectId> project);

    List<Run> list(Caller caller, RunJournal.Query query);

    /** Returns conversations, the one with the last activity first. */
    List<Conversation> conversations(Caller caller, Optional<ProjectId> project, int limit);

    /** Returns everything about a run on one page. */
    RunReport report(Caller caller, RunId run);

    /** Requests the cancellation of a run; a run that has ended does not change. */
    Run cancel(Caller caller, RunId run);

    /**
     * Returns the run's patch as {@code git apply} reads it, with binary files; empty if the run changed nothing. It has
     * the bytes of the files, which do not have to be UTF-8.
     */
    byte[] diff(Caller caller, RunId run);

    /**
     * Returns the run's patch, divided into the parts that can be applied separately; empty if the run changed nothing.
     */
    List<PatchFile> patchFiles(Caller caller, RunId run);

    /**
     * Applies the patch, or parts of it, to the user's working tree and merges it with the user's changes since then.
     *
     * @param parts empty for all parts that are not applied yet
     * @throws dev.codeagent.api.error.AgentException CONFLICT if the changes cannot be merged; the working tree is
     *     unchanged then
     */
    Run apply(Caller caller, RunId run, List<PatchSelection> parts);

    /**
     * Undoes changes of a finished run in its workspace and puts the new patch on its branch; the user's working tree
     * is not changed.
     *
     * @throws dev.codeagent.api.error.AgentException UNKNOWN_CALL if the run has no such step or call
     */
    UndoResult undo(Caller caller, RunId run, UndoRequest request);

    /** Deletes the run's branch. */
    Run discard(Caller caller, RunId run);

    /** Returns the open approvals, oldest first. */
    List<Approval> openApprovals(Caller caller);

    /**
     * Records the decision on an approval, once, and resumes its run.
     *
     * @throws dev.codeagent.api.error.AgentException UNKNOWN_APPROVAL; CONFLICT if the approval was already decided,
     *     has expired, or belongs to a call with another digest
     */
    Run decideApproval(Caller caller, ApprovalDecision decision);
}
