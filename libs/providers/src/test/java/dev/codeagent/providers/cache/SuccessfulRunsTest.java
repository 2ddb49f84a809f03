package dev.codeagent.providers.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.run.Conversation;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SuccessfulRunsTest {
    private static final RunEvent COMPLETED = finished(RunState.COMPLETED, false);
    private static final RunEvent GREEN = verdict(true, "");

    private static RunEvent finished(RunState state, boolean nothingChanged) {
        return new RunEvent.Finished(state, "", "", Usage.NONE, "", 1, nothingChanged);
    }

    private static RunEvent verdict(boolean green, String notTested) {
        return new RunEvent.VerdictReached(
                new Verdict(List.of(), List.of(), List.of(), List.of(), List.of(), green, notTested));
    }

    private static RunEvent resolved(RunEvent.PatchResolved.Outcome outcome) {
        return new RunEvent.PatchResolved(outcome, "local", List.of(), 0);
    }

    private static boolean test(RunEvent... events) {
        return new SuccessfulRuns(new EventList(List.of(events))).test("run-1");
    }

    @Test
    void acceptsACompletedRunWithoutAVerdictOrWithAGreenOne() {
        assertThat(test(COMPLETED)).isTrue();
        assertThat(test(verdict(false, ""), GREEN, COMPLETED)).isTrue();
        assertThat(test(GREEN, COMPLETED, resolved(RunEvent.PatchResolved.Outcome.APPLIED)))
                .isTrue();
    }

    @Test
    void rejectsWhatFailedHasNotEndedOrWasDiscarded() {
        assertThat(test()).isFalse();
        assertThat(test(GREEN)).isFalse();
        assertThat(test(GREEN, finished(RunState.FAILED, false))).isFalse();
        assertThat(test(GREEN, finished(RunState.CANCELLED, false))).isFalse();
        assertThat(test(finished(RunState.COMPLETED, true))).isFalse();
        assertThat(test(verdict(false, ""), COMPLETED)).isFalse();
        assertThat(test(verdict(true, "no sandbox"), COMPLETED)).isFalse();
        assertThat(test(GREEN, COMPLETED, resolved(RunEvent.PatchResolved.Outcome.DISCARDED)))
                .isFalse();
    }

    /** The events of one run. */
    private record EventList(List<RunEvent> events) implements RunJournal {
        @Override
        public List<RecordedEvent> readTypes(RunId run, Set<Class<? extends RunEvent>> types) {
            return Stream.iterate(0, i -> i < events.size(), i -> i + 1)
                    .filter(i -> types.contains(events.get(i).getClass()))
                    .map(i -> new RecordedEvent(run, i + 1, Instant.EPOCH, events.get(i)))
                    .toList();
        }

        @Override
        public void append(List<RecordedEvent> added, Optional<ReceivedCommand> command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<RecordedEvent> readTypes(Query runs, Set<Class<? extends RunEvent>> types) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Run> find(RunId run) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Run> list(Query query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Run> findByPrefix(String prefix, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Conversation> conversations(Optional<String> project, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Run> unfinished() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Run> waiting() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean owns(RunId run) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Effect> effects(RunId run) {
            throw new UnsupportedOperationException();
        }
    }
}
