package dev.codeagent.api.run;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Stores runs and their events. Appends of concurrent runs share a commit. The rows of runs and effects are projections
 * that are written in the same transaction as the events they follow from:
 * {@link RunEvent.Created} inserts the run; {@link RunEvent.Started}, {@link RunEvent.TurnFinished} and
 * {@link RunEvent.Finished} update its state and usage; {@link RunEvent.ApprovalRequested} makes it wait, and
 * {@link RunEvent.ApprovalAnswered} and {@link RunEvent.CancelRequested} put a waiting one back into the queue; a mutating {@link RunEvent.ToolCalled} inserts an effect and
 * {@link RunEvent.ToolFinished} settles it.
 */
public interface RunJournal {
    int PAGE_SIZE = 1000;

    /**
     * Stores the events in order and returns when they are durable.
     *
     * @throws dev.codeagent.api.error.AgentException CONFLICT where a (run, seq) is already taken, STORAGE_FULL,
     *     STORAGE_FAILED; nothing of the list is stored then
     */
    void append(List<RecordedEvent> events);

    /** At most {@code limit} events after {@code seq}, in order. */
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

    /** Newest first. */
    List<Run> list(Query query);

    /** Runs of this server that are neither over nor waiting for an answer, oldest first. */
    List<Run> unfinished();

    /** Runs of this server that wait for an answer, oldest first. */
    List<Run> waitingForApproval();

    /** Whether this server works the run; where several share a database, each run belongs to the one that took it in. */
    boolean owns(RunId run);

    /** Mutating tool calls of a run, in the order of their intents. */
    List<Effect> effects(RunId run);

    /** Which runs to list; empty fields do not filter. */
    record Query(Optional<String> project, Optional<String> session, int limit) {}

    /** A mutating tool call: {@code state} is intended, ok, error or unknown. */
    record Effect(RunId run, String call, String tool, String state) {}
}
