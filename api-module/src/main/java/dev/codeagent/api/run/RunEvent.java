package dev.codeagent.api.run;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.tool.ToolResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A fact about a run. The run's single owner numbers events without gaps and stores them before any client receives
 * them. Clients, reports and recovery after a restart all read these events. New fields are only appended.
 */
public sealed interface RunEvent {

    /**
     * A new run. {@code withoutTests}: a failed preparation is accepted; {@code folder}: where in the project the user is;
     * {@code followUp}: the earlier run on whose result it works; {@code attachments}: absent if there are none.
     */
    record Created(
            String project,
            String session,
            String caller,
            String command,
            List<String> args,
            String prompt,
            List<AgentName> agents,
            String model,
            boolean headless,
            boolean withoutTests,
            String folder,
            Optional<FollowUp> followUp,
            Optional<List<Attachment>> attachments)
            implements RunEvent {}

    /** The run is executing, for the first time or after a restart of the server ({@code attempt} counts from 1). */
    record Started(int attempt) implements RunEvent {}

    /**
     * The sandbox in which the run's commands run from here on; {@code meaning} explains how well it isolates them,
     * {@code network} is what the commands of agents reach: none, internal, listed, public or open.
     */
    record SandboxSelected(String launcher, String meaning, String network) implements RunEvent {}

    /** Information for the user, such as a skipped provider or a long preparation. */
    record Notice(Level level, String code, String text) implements RunEvent {

        /** How important a notice is. */
        public enum Level {
            INFO,
            /** An unknown level is read as this one, so that clients do not play down the notice. */
            @FallbackValue
            WARN
        }
    }

    /** The workspace was cloned; {@code base} is the commit that the patch is based on. */
    record WorkspaceReady(String base, boolean uncommittedIncluded) implements RunEvent {}

    /**
     * The build and its tests ran once, so that agents can work without network. {@code network} tells whether it
     * reached anything outside, {@code access} what: none, internal, listed, public or open. {@code millis} does not
     * include the tests. {@code notTested} is why no tests can be run; empty if they can, or if the project has none.
     */
    record Prepared(boolean network, long millis, String access, String notTested) implements RunEvent {}

    /** The server ran the project's tests. */
    record TestsFinished(Phase phase, TestReport report) implements RunEvent {

        /** When the tests ran: before the agents' changes or after them. */
        public enum Phase {
            BEFORE,
            AFTER,
            /** A phase that this version does not know. The verdict of the run does not use its report. */
            @FallbackValue
            UNKNOWN
        }
    }

    /** An agent starts its step; {@code round} counts from 1 and increases each time the review sends the work back. */
    record StepStarted(String step, AgentName agent, int round, String provider, String model) implements RunEvent {}

    /** A block of the model's text is complete; this text replaces the deltas. {@code kind} is text or thinking. */
    record BlockFinished(String step, String block, String kind, String text) implements RunEvent {}

    /** The model call of a block failed; the turn is requested again with a new block. Clients discard what they have. */
    record BlockDiscarded(String step, String block, String reason) implements RunEvent {}

    /**
     * The model's turn ended. {@code turn} counts the turns of the step from 1; {@code replay} is what the provider needs
     * back with the next turn.
     */
    record TurnFinished(
            String step,
            int turn,
            String provider,
            String model,
            String stop,
            Usage usage,
            long millis,
            ProviderReplay replay)
            implements RunEvent {

        /** A turn of a provider that needs nothing back. */
        public TurnFinished(
                String step, int turn, String provider, String model, String stop, Usage usage, long millis) {
            this(step, turn, provider, model, stop, usage, millis, ProviderReplay.NONE);
        }
    }

    /** A model call is about to be made; it may use this much and cost this much, which its budgets reserve. */
    record UsageReserved(ModelCall call, Usage usage, Optional<BigDecimal> costUsd) implements RunEvent {}

    /** What a model call used and cost, in place of its reservation; the cost is absent if the price is unknown. */
    record UsageBooked(ModelCall call, BookingStatus status, Usage usage, Optional<BigDecimal> costUsd)
            implements RunEvent {}

    /** The run pauses: its next model call costs up to {@code neededUsd}, and the budget has no room for it. */
    record BudgetReached(String budget, String span, BigDecimal limitUsd, BigDecimal spentUsd, BigDecimal neededUsd)
            implements RunEvent {}

    /** The budget that the run paused at has room again; the run continues. */
    record BudgetAvailable(String budget, String by) implements RunEvent {}

    /**
     * The model requests a tool call. For a mutating tool this event is the journaled intent: the call is made only
     * after the event is stored, and the executor stores the result under the call's id. {@code arguments} is a JSON
     * object as text; {@code requestId} is the id that the provider gave the call, empty in events of older versions.
     */
    record ToolCalled(String step, String call, String tool, String arguments, boolean mutating, String requestId)
            implements RunEvent {

        /** A call to which the provider gave no id. */
        public ToolCalled(String step, String call, String tool, String arguments, boolean mutating) {
            this(step, call, tool, arguments, mutating, "");
        }
    }

    /** The outcome of a tool call; {@code result} is the text for the model. */
    record ToolFinished(String step, String call, String tool, Outcome outcome, String result, long millis)
            implements RunEvent {

        /** How a call ended: with the outcome of its {@link ToolResult}, or denied before it was made. */
        public enum Outcome {
            OK,
            ERROR,
            /** The policy or a person denied the call; it was not made. */
            DENIED,
            /**
             * The result was lost in a crash, so the call may have had an effect or not. An outcome that this version does not
             * know is read as this one, and never as {@link #OK}.
             */
            @FallbackValue
            UNKNOWN;

            public static Outcome of(ToolResult.Outcome outcome) {
                return switch (outcome) {
                    case OK -> OK;
                    case ERROR -> ERROR;
                    case UNKNOWN -> UNKNOWN;
                };
            }
        }
    }

    /** The policy's decision about a call; a call without this event is allowed by default. */
    record PolicyDecided(String step, String call, Outcome outcome, String rule, String reason) implements RunEvent {

        /** Whether the call may be made. */
        public enum Outcome {
            ALLOW,
            /** An unknown outcome is read as this one, because it does not say that the call is allowed. */
            @FallbackValue
            DENY
        }
    }

    /**
     * A call needs approval; the run waits. {@code digest} binds the approval to the call: SHA-256 of tool, arguments,
     * project and run. {@code question} is the call as a text for people, see {@link
     * dev.codeagent.api.wire.ToolCallText}; events of older versions have none.
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
            Instant expiresAt,
            String question)
            implements RunEvent {}

    /** Somebody answered a request for an approval, or it expired. Each request has at most one such event. */
    record ApprovalAnswered(
            String approval, String call, String digest, Decision decision, ApprovalDecision.Scope scope, String by)
            implements RunEvent {

        /** How a request for an approval ended. Only {@link #APPROVED} allows the call. */
        public enum Decision {
            APPROVED,
            DENIED,
            /** Nobody decided in time. */
            EXPIRED,
            /**
             * A decision that this version does not know. It denies the call, and is not an error: an error would make
             * the run and the list of open approvals unreadable.
             */
            @FallbackValue
            UNKNOWN
        }
    }

    /** A step ended; {@code outcome} is done, or of a review approved, changes or unclear; {@code answer} is its last text. */
    record StepFinished(String step, AgentName agent, int round, String outcome, String answer) implements RunEvent {}

    /** The run's patch is committed to a branch; {@code leftOut} is what agents wrote that is not part of it. */
    record DiffReady(String branch, String commit, List<FileChange> files, List<LeftOutPath> leftOut)
            implements RunEvent {}

    /** A file in the patch; {@code status} is added, modified, deleted or renamed. */
    record FileChange(String path, String status, int added, int removed) {}

    /** The server's verdict from its own test runs. */
    record VerdictReached(Verdict verdict) implements RunEvent {}

    /** A user requested the cancellation of the run. */
    record CancelRequested(String by) implements RunEvent {}

    /**
     * The patch was applied to the user's working tree, completely or in parts, or its branch was deleted. {@code parts}
     * are the parts applied this time; {@code left} counts the hunks and whole files that are not applied yet.
     */
    record PatchResolved(Outcome outcome, String by, List<PatchSelection> parts, int left) implements RunEvent {

        /** What the user did with the patch. */
        public enum Outcome {
            APPLIED,
            /** Some parts are applied, others are left. */
            APPLIED_PART,
            DISCARDED,
            /** An outcome that this version does not know; it does not say that the patch is applied. */
            @FallbackValue
            UNKNOWN
        }
    }

    /**
     * Changes of a step or call were undone in the run's workspace; the new patch follows as {@link DiffReady}.
     * {@code undo} is the id of the call that did the undo; that call can be undone itself.
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

    /**
     * The run ended. {@code error} and {@code errorCode} are empty unless it failed; {@code costUsd} is empty if unknown.
     * {@code nothingChanged}: it completed without changing a file, although its command has the coding agent.
     */
    record Finished(
            RunState state,
            String errorCode,
            String error,
            Usage usage,
            String costUsd,
            long millis,
            boolean nothingChanged)
            implements RunEvent {

        public Finished(RunState state, String errorCode, String error, Usage usage, String costUsd, long millis) {
            this(state, errorCode, error, usage, costUsd, millis, false);
        }
    }
}
