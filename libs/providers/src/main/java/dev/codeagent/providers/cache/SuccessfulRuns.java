package dev.codeagent.providers.cache;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds in the journal whether a run succeeded: it completed, its last verdict is green, and nobody discarded its changes. */
public record SuccessfulRuns(RunJournal journal) implements Predicate<String> {
    private static final Set<Class<? extends RunEvent>> TYPES =
            Set.of(RunEvent.Finished.class, RunEvent.VerdictReached.class, RunEvent.PatchResolved.class);

    @Override
    public boolean test(String run) {
        List<RunEvent> events = journal.readTypes(new RunId(run), TYPES).stream()
                .map(recorded -> recorded.event())
                .toList();
        boolean completed = last(events, RunEvent.Finished.class)
                .anyMatch(e -> e.state() == RunState.COMPLETED && !e.nothingChanged());
        return completed
                && last(events, RunEvent.VerdictReached.class)
                        .allMatch(e -> e.verdict().green())
                && last(events, RunEvent.PatchResolved.class).noneMatch(SuccessfulRuns::isDiscarded);
    }

    private static boolean isDiscarded(RunEvent.PatchResolved resolved) {
        return resolved.outcome() == RunEvent.PatchResolved.Outcome.DISCARDED;
    }

    /** The last event of a type; nothing if there is none. */
    private static <T extends RunEvent> Stream<T> last(List<RunEvent> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).reduce((first, second) -> second).stream();
    }
}
