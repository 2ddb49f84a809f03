package dev.codeagent.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.api.wire.EventCodec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Subscribers whose connections fail, and where they continue. */
class EventHubSubscriberTest {
    private static final RunId RUN = new RunId("run-1");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"), ZoneOffset.UTC);

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, CLOCK);

    /** Writes down what it hears, as text. */
    private static final class RecordingListener implements RunEventSource.Listener {
        private final List<String> received = new ArrayList<>();
        private final List<Long> numbers = new ArrayList<>();

        @Override
        public synchronized void onEvent(RecordedEvent event) {
            received.add(event.seq() + " " + EventCodec.typeOf(event.event()));
            numbers.add(event.seq());
        }

        @Override
        public synchronized void onDelta(TextDelta delta) {
            received.add(delta.block() + "@" + delta.offset() + " " + delta.text());
        }

        @Override
        public synchronized void onStalled(RunId run, AgentException reason) {
            received.add("trouble " + reason.code());
        }
    }

    private static RunEvent.Created created() {
        return new RunEvent.Created(
                "p-1",
                "s-1",
                "local",
                "/code",
                List.of(),
                "x",
                List.of(AgentName.CODING),
                "",
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty());
    }

    private static RunEvent notice(String text) {
        return new RunEvent.Notice(RunEvent.Notice.Level.INFO, "test", text);
    }

    /** A subscriber whose connection fails in every way. */
    private static final class FailingListener implements RunEventSource.Listener {
        private int calls;

        @Override
        public void onEvent(RecordedEvent event) {
            calls++;
            throw new IllegalStateException("the socket is closed");
        }

        @Override
        public void onDelta(TextDelta delta) {
            calls++;
            throw new StackOverflowError("the text cannot be encoded");
        }

        @Override
        public void onStalled(RunId run, AgentException reason) {
            calls++;
            throw new IllegalStateException("the queue is full");
        }
    }

    @Test
    void aFailingSubscriberIsDroppedAndNothingElseFails() {
        List<Runnable> publications = List.of(
                () -> hub.publish(RUN, notice("a")),
                () -> hub.publishDelta(RUN, "coding", "b-1", "text", "x"),
                () -> hub.reportStalled(RUN, new AgentException(ErrorCode.STORAGE_FULL, "full")));
        hub.open(RUN, created());
        var failing = new FailingListener();
        var healthy = new RecordingListener();

        for (Runnable publication : publications) {
            var cursor = new RunCursor(RUN, journal.eventsOf(RUN).size(), "b-1", 99);
            hub.subscribe(cursor, failing);
            if (healthy.received.isEmpty()) {
                hub.subscribe(cursor, healthy);
            }
            publication.run();
            publication.run();
        }

        assertThat(failing.calls).isEqualTo(publications.size());
        assertThat(healthy.received)
                .containsExactly(
                        "2 notice", "3 notice", "b-1@0 x", "b-1@1 x", "trouble STORAGE_FULL", "trouble STORAGE_FULL");
    }

    /** What measures must not fail the run either, and gets each stored event once. */
    @Test
    void anObserverGetsEachStoredEventOnceAndMayFail() {
        var seen = new ArrayList<Long>();
        var observed = new EventHub(journal, CLOCK, (events, append) -> {
            events.forEach(event -> seen.add(event.seq()));
            throw new IllegalStateException("cannot measure");
        });
        var listener = new RecordingListener();

        observed.open(RUN, created());
        observed.subscribe(new RunCursor(RUN, 0, "", 0), listener);
        observed.publish(RUN, new RunEvent.Started(1), new RunEvent.CancelRequested("local"));

        assertThat(seen).containsExactly(1L, 2L, 3L);
        assertThat(listener.numbers).containsExactly(1L, 2L, 3L);
    }

    @Test
    void resumesNoBlockWithinASurrogatePair() {
        hub.open(RUN, created());
        hub.publishDelta(RUN, "coding", "b-1", "text", "a😀b");
        var whole = new RecordingListener();
        var rest = new RecordingListener();

        hub.subscribe(new RunCursor(RUN, 1, "b-1", 2), whole);
        hub.subscribe(new RunCursor(RUN, 1, "b-1", 3), rest);

        assertThat(whole.received).containsExactly("b-1@0 a😀b");
        assertThat(rest.received).containsExactly("b-1@3 b");
    }

    @Test
    void outputOfACallIsNeitherStoredNorRepeated() {
        hub.open(RUN, created());
        var listener = new RecordingListener();
        hub.subscribe(new RunCursor(RUN, 1, "", 0), listener);

        hub.publishOutput(RUN, "c1", "one\n");
        hub.publishOutput(RUN, "c1", "two\n");
        hub.publishOutput(RUN, "c2", "other\n");
        var late = new RecordingListener();
        hub.subscribe(new RunCursor(RUN, 1, "c1", 4), late);

        assertThat(listener.received).containsExactly("c1@0 one\n", "c1@4 two\n", "c2@0 other\n");
        assertThat(late.received).isEmpty();
        assertThat(journal.eventsOf(RUN)).hasSize(1);
        hub.publishOutput(new RunId("run-unknown"), "c1", "x");
    }
}
