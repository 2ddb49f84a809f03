package dev.codeagent.api.run;

import dev.codeagent.api.agent.AgentName;
import java.time.Instant;
import java.util.List;

/**
 * A fact about a run. Events are numbered without gaps by the run's single owner and stored before anybody sees them;
 * every client, report and restart is a reader of them. Fields are only ever appended.
 */
public sealed interface RunEvent {

    /** The run exists and waits for its turn. */
    record Created(
            String project,
            String session,
            String caller,
            String command,
            List<String> args,
            String prompt,
            List<AgentName> agents,
            String model,
            boolean headless)
            implements RunEvent {

        /** A run that somebody can be asked about. */
        public Created(
                String project,
                String session,
                String caller,
                String command,
                List<String> args,
                String prompt,
                List<AgentName> agents,
                String model) {
            this(project, session, caller, command, args, prompt, agents, model, false);
        }
    }

    /** The run works, for the first time or after a restart of the server ({@code attempt} counts from 1). */
    record Started(int attempt) implements RunEvent {}

    /** Which sandbox the run's commands run in, and what that means for its safety. */
    record SandboxSelected(String launcher, String meaning) implements RunEvent {}

    /** Something that a person should know: a skipped provider, a long preparation. {@code level} is info or warn. */
    record Notice(String level, String code, String text) implements RunEvent {}

    /** The workspace was cloned; {@code base} is the commit that the patch will be against. */
    record WorkspaceReady(String base, boolean uncommittedIncluded) implements RunEvent {}

    /** The build and its tests ran once with network, so that agents can work without. */
    record Prepared(boolean network, long millis) implements RunEvent {}

    /** The server itself ran the project's tests; {@code phase} is before or after. */
    record TestsFinished(String phase, TestReport report) implements RunEvent {}

    /** An agent begins its step; {@code round} counts from 1 where review sends the work back. */
    record StepStarted(String step, AgentName agent, int round, String provider, String model) implements RunEvent {}

    /** A block of the model's text is complete; this text wins over the deltas. {@code kind} is text or thinking. */
    record BlockFinished(String step, String block, String kind, String text) implements RunEvent {}

    /** The model's turn ended. {@code turn} counts the assistant's turns of the step from 1. */
    record TurnFinished(String step, int turn, String provider, String model, String stop, Usage usage, long millis)
            implements RunEvent {}

    /**
     * The model asks for a tool. For a mutating tool this is the journaled intent: the call is made only after this event
     * is stored, and its id is what the executor remembers. {@code arguments} is a JSON object as text.
     */
    record ToolCalled(String step, String call, String tool, String arguments, boolean mutating) implements RunEvent {}

    /** A tool call's outcome: ok, error, denied by policy, or unknown where a crash hid it. {@code result} is what the model reads. */
    record ToolFinished(String step, String call, String tool, String outcome, String result, long millis)
            implements RunEvent {}

    /** What the policy decided of a call; a call without one is allowed by default. {@code outcome} is allow or deny. */
    record PolicyDecided(String step, String call, String outcome, String rule, String reason) implements RunEvent {}

    /**
     * A call may be made only if somebody agrees; the run waits. {@code digest} binds the question to the call: SHA-256 over
     * tool, arguments, project and run.
     */
    record ApprovalRequested(
            String approval,
            String step,
            String call,
            String tool,
            String arguments,
            String digest,
            String rule,
            String reason,
            Instant expiresAt)
            implements RunEvent {}

    /** The one answer to a question; {@code decision} is approved, denied or expired, {@code scope} once, session or rule. */
    record ApprovalAnswered(String approval, String call, String digest, String decision, String scope, String by)
            implements RunEvent {}

    /** An agent's step is over; {@code outcome} is done, approved, changes or skipped, {@code answer} its last text. */
    record StepFinished(String step, AgentName agent, int round, String outcome, String answer) implements RunEvent {}

    /** The patch of the run is on a branch. */
    record DiffReady(String branch, String commit, List<FileChange> files) implements RunEvent {}

    /** A file in the patch; {@code status} is added, modified, deleted or renamed. */
    record FileChange(String path, String status, int added, int removed) {}

    /** The server's judgement from its own test runs. */
    record VerdictReached(Verdict verdict) implements RunEvent {}

    /** Somebody asked for the end of the run. */
    record CancelRequested(String by) implements RunEvent {}

    /**
     * The patch was put into the user's working tree, whole or in parts, or its branch was deleted. {@code outcome}: applied,
     * applied-part, discarded; {@code parts} are those of this time; {@code left} counts the hunks and whole files that were
     * not taken yet.
     */
    record PatchResolved(String outcome, String by, List<PatchSelection> parts, int left) implements RunEvent {}

    /**
     * A step's or call's changes were taken back in the run's workspace; the new patch follows as {@link DiffReady}.
     * {@code undo} is the id of the call that did it, which can be undone itself.
     */
    record ChangesUndone(
            String by,
            String undo,
            String step,
            String call,
            boolean everythingSince,
            List<UndonePath> paths,
            List<UndoConflict> conflicts)
            implements RunEvent {}

    /** A path that went back; {@code how} is what the undo did to it: added, deleted, modified, mode or type. */
    record UndonePath(String path, String how) {}

    /** A path that an undo left as it is, and why. */
    record UndoConflict(String path, String reason) {}

    /** The run is over. {@code error} and {@code errorCode} are empty unless it failed; {@code costUsd} where known. */
    record Finished(RunState state, String errorCode, String error, Usage usage, String costUsd, long millis)
            implements RunEvent {}

    /** The name of the event on every wire and in the journal. */
    static String typeOf(RunEvent event) {
        return switch (event) {
            case Created e -> "run.created";
            case Started e -> "run.started";
            case SandboxSelected e -> "sandbox.selected";
            case Notice e -> "notice";
            case WorkspaceReady e -> "workspace.ready";
            case Prepared e -> "prepare.finished";
            case TestsFinished e -> "tests.finished";
            case StepStarted e -> "step.started";
            case BlockFinished e -> "block.finished";
            case TurnFinished e -> "turn.finished";
            case ToolCalled e -> "tool.called";
            case ToolFinished e -> "tool.finished";
            case PolicyDecided e -> "policy.decided";
            case ApprovalRequested e -> "approval.requested";
            case ApprovalAnswered e -> "approval.answered";
            case StepFinished e -> "step.finished";
            case DiffReady e -> "diff.ready";
            case VerdictReached e -> "run.judged";
            case CancelRequested e -> "run.cancel-requested";
            case PatchResolved e -> "patch.handled";
            case ChangesUndone e -> "changes.undone";
            case Finished e -> "run.finished";
        };
    }
}
