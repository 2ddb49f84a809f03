package dev.codeagent.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.api.wire.EventCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventHubTest {
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

    private static RunEvent finished() {
        return new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1);
    }

    private static RunCursor cursorAfter(long seq) {
        return new RunCursor(RUN, seq, "", 0);
    }

    @Test
    void numbersEventsWithoutGapsAndCutsTimesToMilliseconds() {
        hub.open(RUN, created());
        hub.publish(RUN, notice("a"), notice("b"));
        hub.publish(RUN, finished());

        assertThat(journal.readAfter(RUN, 0, 10)).extracting(RecordedEvent::seq).containsExactly(1L, 2L, 3L, 4L);
        assertThat(journal.readAfter(RUN, 0, 1).getFirst().at()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    @Test
    void replaysMissedEventsOnceAndInOrderBeforeNewOnes() {
        hub.open(RUN, created());
        hub.publish(RUN, notice("a"));
        var listener = new RecordingListener();

        hub.subscribe(cursorAfter(1), listener);
        hub.publish(RUN, notice("b"));

        assertThat(listener.received).containsExactly("2 notice", "3 notice");
    }

    @Test
    void publishesNoEventThatIsNotStored() {
        hub.open(RUN, created());
        var listener = new RecordingListener();
        hub.subscribe(cursorAfter(1), listener);
        journal.failAppendsWith(ErrorCode.STORAGE_FULL);

        assertThatThrownBy(() -> hub.publish(RUN, notice("a"))).isInstanceOf(AgentException.class);
        journal.stopFailing();
        hub.publish(RUN, notice("b"));

        assertThat(listener.received).containsExactly("2 notice");
        assertThat(journal.eventsOf(RUN)).hasSize(2);
    }

    @Test
    void notifiesSubscribersWhenARunStalls() {
        hub.open(RUN, created());
        var listener = new RecordingListener();
        hub.subscribe(cursorAfter(1), listener);

        hub.reportStalled(RUN, new AgentException(ErrorCode.STORAGE_FULL, "full"));

        assertThat(listener.received).containsExactly("trouble STORAGE_FULL");
        assertThat(journal.eventsOf(RUN)).hasSize(1);
    }

    @Test
    void addsTheCharacterOffsetToEachDelta() {
        hub.open(RUN, created());
        var listener = new RecordingListener();
        hub.subscribe(cursorAfter(1), listener);

        hub.publishDelta(RUN, "coding", "b1", "text", "Hel");
        hub.publishDelta(RUN, "coding", "b1", "text", "lo 🙂");
        hub.publishDelta(RUN, "coding", "b2", "text", "Next");

        assertThat(listener.received).containsExactly("b1@0 Hel", "b1@3 lo 🙂", "b2@0 Next");
    }

    @Test
    void replaysTheOpenBlockFromTheOffsetOfTheCursor() {
        hub.open(RUN, created());
        hub.publishDelta(RUN, "coding", "b1", "text", "Hello");
        var same = new RecordingListener();
        var other = new RecordingListener();
        var all = new RecordingListener();

        hub.subscribe(new RunCursor(RUN, 1, "b1", 3), same);
        hub.subscribe(new RunCursor(RUN, 1, "b0", 3), other);
        hub.subscribe(new RunCursor(RUN, 1, "b1", 5), all);

        assertThat(same.received).containsExactly("b1@3 lo");
        assertThat(other.received).containsExactly("b1@0 Hello");
        assertThat(all.received).isEmpty();
    }

    @Test
    void dropsTheOpenBlockWhenItsEventIsStored() {
        hub.open(RUN, created());
        hub.publishDelta(RUN, "coding", "b1", "text", "Hello");
        hub.publish(RUN, new RunEvent.BlockFinished("coding", "b1", "text", "Hello"));
        var listener = new RecordingListener();

        hub.subscribe(cursorAfter(0), listener);

        assertThat(listener.received).containsExactly("1 run.created", "2 block.finished");
    }

    @Test
    void rejectsACursorBehindTheLastEventAndUnknownRuns() {
        hub.open(RUN, created());

        assertThatThrownBy(() -> hub.subscribe(cursorAfter(7), new RecordingListener()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
        assertThatThrownBy(() -> hub.subscribe(new RunCursor(new RunId("run-2"), 0, "", 0), new RecordingListener()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_RUN));
        assertThatThrownBy(() -> hub.open(RUN, created())).isInstanceOf(AgentException.class);
    }

    @Test
    void continuesTheNumberingAfterARestart() {
        hub.open(RUN, created());
        var later = new EventHub(journal, CLOCK);

        later.publish(RUN, notice("a"));

        assertThat(journal.readAfter(RUN, 1, 10)).extracting(RecordedEvent::seq).containsExactly(2L);
    }

    @Test
    void replaysMoreThanOnePage() {
        hub.open(RUN, created());
        for (int i = 0; i < 2 * EventHub.PAGE + 7; i++) {
            hub.publish(RUN, notice("n" + i));
        }
        var listener = new RecordingListener();

        hub.subscribe(cursorAfter(0), listener);

        assertThat(listener.numbers)
                .isEqualTo(
                        LongStream.rangeClosed(1, 2 * EventHub.PAGE + 8).boxed().toList());
    }

    @Test
    void losesNoEventWhileClientsReconnect() throws InterruptedException {
        hub.open(RUN, created());
        int events = 2_000;
        var listeners = new ArrayList<RecordingListener>();
        var threads = new ArrayList<Thread>();
        threads.add(Thread.ofVirtual().start(() -> {
            for (int i = 0; i < events; i++) {
                hub.publish(RUN, notice("n" + i));
            }
            hub.publish(RUN, finished());
        }));
        for (int i = 0; i < 20; i++) {
            var listener = new RecordingListener();
            listeners.add(listener);
            threads.add(Thread.ofVirtual().start(() -> {
                while (listener.numbers.isEmpty() || listener.numbers.getLast() < events + 2) {
                    long seen = listener.numbers.isEmpty() ? 0 : listener.numbers.getLast();
                    hub.subscribe(cursorAfter(seen), listener).close();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        String all = LongStream.rangeClosed(1, events + 2).boxed().toList().toString();
        assertThat(listeners)
                .extracting(listener -> listener.numbers.toString())
                .containsOnly(all);
    }

    @Test
    void continuesAfterAnAppendWithoutConfirmation() {
        var listener = new RecordingListener();
        hub.open(RUN, created());
        hub.subscribe(RunCursor.start(RUN), listener);
        journal.failAfterNextAppend();
        assertThatThrownBy(() -> hub.publish(RUN, notice("stored"))).isInstanceOf(AgentException.class);

        hub.publish(RUN, notice("next"));

        assertThat(listener.numbers).containsExactly(1L, 2L, 3L);
        assertThat(journal.eventsOf(RUN)).containsExactly(created(), notice("stored"), notice("next"));
    }

    @Test
    void publishesAFinishedEventStoredWithoutConfirmation() {
        var listener = new RecordingListener();
        hub.open(RUN, created());
        hub.subscribe(RunCursor.start(RUN), listener);
        journal.failAfterNextAppend();
        var end = new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1);
        assertThatThrownBy(() -> hub.publish(RUN, end)).isInstanceOf(AgentException.class);

        hub.reconcile(RUN);

        assertThat(listener.received).endsWith("2 run.finished");
    }

    @Test
    void rejectsARunOwnedByAnotherServer() {
        new EventHub(journal, CLOCK).open(RUN, created());
        journal.transferToAnotherServer(RUN);

        assertThatThrownBy(() -> hub.subscribe(RunCursor.start(RUN), new RecordingListener()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("another server");
        assertThatThrownBy(() -> hub.publish(RUN, notice("mine"))).isInstanceOf(AgentException.class);
    }

    @Test
    void rejectsEventsAfterItIsClosed() {
        hub.open(RUN, created());

        assertThat(hub.close(Duration.ofSeconds(30))).isTrue();

        assertThatThrownBy(() -> hub.publish(RUN, notice("late")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_BUSY));
        assertThat(journal.readAfter(RUN, 0, 10)).hasSize(1);
    }
}
