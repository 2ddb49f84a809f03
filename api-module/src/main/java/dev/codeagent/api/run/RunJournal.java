package dev.codeagent.api.run;

import dev.codeagent.api.command.ReceivedCommand;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Stores runs and their events. Appends of concurrent runs share a commit. The rows of runs and effects are
 * projections, written in the same transaction as their events: {@link RunEvent.Created} inserts the run;
 * {@link RunEvent.Started}, {@link RunEvent.TurnFinished} and {@link RunEvent.Finished} update its state and usage;
 * {@link RunEvent.ApprovalRequested} and {@link RunEvent.BudgetReached} set it to waiting; {@link RunEvent.ApprovalAnswered},
 * {@link RunEvent.BudgetAvailable} and {@link RunEvent.CancelRequested} put a waiting run back into the queue; a mutating {@link RunEvent.ToolCalled}
 * inserts an effect and {@link RunEvent.ToolFinished} sets its outcome; {@link RunEvent.VerdictReached} sets the verdict,
 * and {@link RunEvent.DiffReady}, {@link RunEvent.PatchResolved} and {@link RunEvent.ChangesUndone} the state of the patch.
 */
public interface RunJournal {
    int PAGE_SIZE = 1000;

    /**
     * Stores the events in order and returns when they are durable.
     *
     * @throws dev.codeagent.api.error.AgentException CONFLICT if a (run, seq) already exists, or if the session of a new run
     *     belongs to another project; STORAGE_FULL, STORAGE_FAILED. No event of the list is stored then.
     */
    default void append(List<RecordedEvent> events) {
        append(events, Optional.empty());
    }

    /**
     * The same, and in the same transaction stores that the command was executed: its run and the number of the first event.
     *
     * @param command the command that caused the events, if it has an id
     * @throws dev.codeagent.api.error.AgentException also CONFLICT if the command is stored already
     */
    void append(List<RecordedEvent> events, Optional<ReceivedCommand> command);

    /** Returns at most {@code limit} events after {@code seq}, in order. */
    List<RecordedEvent> readAfter(RunId run, long seq, int limit);

    /** All events of a run, in order, passed on page by page so that only one page is in memory. */
    default void forEach(RunId run, Consumer<RecordedEvent> action) {
        long seq = 0;
        List<RecordedEvent> page;
        do {
            page = readAfter(run, seq, PAGE_SIZE);
            page.forEach(action);
            seq = page.isEmpty() ? seq : page.getLast().seq();
        } while (page.size() == PAGE_SIZE);
    }

    /** The events of these types of one run, in order. Events of other types are not read: tool results are large. */
    List<RecordedEvent> readTypes(RunId run, Set<Class<? extends RunEvent>> types);

    /** The events of these types of all runs that the query finds: the newest run first, in order within a run. */
    List<RecordedEvent> readTypes(Query runs, Set<Class<? extends RunEvent>> types);

    Optional<Run> find(RunId run);

    /** Returns matching runs, newest first. */
    List<Run> list(Query query);

    /** Returns at most {@code limit} runs whose id begins with {@code prefix}, newest first. */
    List<Run> findByPrefix(String prefix, int limit);

    /** Returns conversations, the one with the last activity first. */
    List<Conversation> conversations(Optional<String> project, int limit);

    /** Returns this server's runs that have neither ended nor wait for an approval or a budget, oldest first. */
    List<Run> unfinished();

    /** Returns this server's runs that wait for an approval or for room in a budget, oldest first. */
    List<Run> waiting();

    /**
     * Whether this server owns the run. If several servers share a database, each run belongs to the server that
     * accepted it.
     */
    boolean owns(RunId run);

    /** Returns the mutating tool calls of a run, in the order of their intents. */
    List<Effect> effects(RunId run);

    /**
     * Filter for a list of runs; empty fields do not filter.
     *
     * @param states the states of runs
     * @param patches the states of patches
     * @param before only runs that come after this one in the list: older runs
     */
    record Query(
            Optional<String> project,
            Optional<String> session,
            Set<RunState> states,
            Set<PatchState> patches,
            Optional<RunId> before,
            int limit) {
        public Query {
            states = Set.copyOf(states);
            patches = Set.copyOf(patches);
        }

        /** The newest runs of a project, of a session, or of all. */
        public Query(Optional<String> project, Optional<String> session, int limit) {
            this(project, session, Set.of(), Set.of(), Optional.empty(), limit);
        }
    }

    /** A mutating tool call and what is known about it. */
    record Effect(RunId run, String call, String tool, State state) {

        /** The state of a call: intended until it has an outcome. */
        public enum State {
            INTENDED,
            OK,
            ERROR,
            DENIED,
            /** The call may have had an effect; also the state of a row that has a value this version does not know. */
            @FallbackValue
            UNKNOWN;

            public static State of(RunEvent.ToolFinished.Outcome outcome) {
                return switch (outcome) {
                    case OK -> OK;
                    case ERROR -> ERROR;
                    case DENIED -> DENIED;
                    case UNKNOWN -> UNKNOWN;
                };
            }
        }
    }
}
