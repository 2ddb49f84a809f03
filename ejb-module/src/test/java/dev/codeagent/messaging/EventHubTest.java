package dev.codeagent.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.api.run.Usage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventHubTest {
    private static final RunId RUN = new RunId("run-1");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"), ZoneOffset.UTC);

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, CLOCK);

    /** Writes down what it hears, as text. */
    private static final class Ear implements RunEventSource.Listener {
        private final List<String> heard = new ArrayList<>();
        private final List<Long> numbers = new ArrayList<>();

        @Override
        public synchronized void onEvent(RecordedEvent event) {
            heard.add(event.seq() + " " + RunEvent.typeOf(event.event()));
            numbers.add(event.seq());
        }

        @Override
        public synchronized void onDelta(TextDelta delta) {
            heard.add(delta.block() + "@" + delta.offset() + " " + delta.text());
        }

        @Override
        public synchronized void onStalled(RunId run, AgentException reason) {
            heard.add("trouble " + reason.code());
        }
    }

    private static RunEvent.Created created() {
        return new RunEvent.Created("p-1", "s-1", "local", "/code", List.of(), "x", List.of(AgentName.CODING), "");
    }

    private static RunEvent notice(String text) {
        return new RunEvent.Notice("info", "test", text);
    }

    private static RunEvent finished() {
        return new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1);
    }

    private static RunCursor from(long seq) {
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
    void showsTheRestOnceAndInOrderAndThenWhatComes() {
        hub.open(RUN, created());
        hub.publish(RUN, notice("a"));
        var ear = new Ear();

        hub.subscribe(from(1), ear);
        hub.publish(RUN, notice("b"));

        assertThat(ear.heard).containsExactly("2 notice", "3 notice");
    }

    @Test
    void showsNothingThatIsNotStored() {
        hub.open(RUN, created());
        var ear = new Ear();
        hub.subscribe(from(1), ear);
        journal.failWith(ErrorCode.STORAGE_FULL);

        assertThatThrownBy(() -> hub.publish(RUN, notice("a"))).isInstanceOf(AgentException.class);
        journal.recover();
        hub.publish(RUN, notice("b"));

        assertThat(ear.heard).containsExactly("2 notice");
        assertThat(journal.of(RUN)).hasSize(2);
    }

    @Test
    void tellsThoseWhoFollowWhyARunWaits() {
        hub.open(RUN, created());
        var ear = new Ear();
        hub.subscribe(from(1), ear);

        hub.trouble(RUN, new AgentException(ErrorCode.STORAGE_FULL, "full"));

        assertThat(ear.heard).containsExactly("trouble STORAGE_FULL");
        assertThat(journal.of(RUN)).hasSize(1);
    }

    @Test
    void countsTheCharactersOfABlock() {
        hub.open(RUN, created());
        var ear = new Ear();
        hub.subscribe(from(1), ear);

        hub.delta(RUN, "coding", "b1", "text", "Hel");
        hub.delta(RUN, "coding", "b1", "text", "lo 🙂");
        hub.delta(RUN, "coding", "b2", "text", "Next");

        assertThat(ear.heard).containsExactly("b1@0 Hel", "b1@3 lo 🙂", "b2@0 Next");
    }

    @Test
    void givesTheOpenBlockFromWhereAClientHasIt() {
        hub.open(RUN, created());
        hub.delta(RUN, "coding", "b1", "text", "Hello");
        var same = new Ear();
        var other = new Ear();
        var all = new Ear();

        hub.subscribe(new RunCursor(RUN, 1, "b1", 3), same);
        hub.subscribe(new RunCursor(RUN, 1, "b0", 3), other);
        hub.subscribe(new RunCursor(RUN, 1, "b1", 5), all);

        assertThat(same.heard).containsExactly("b1@3 lo");
        assertThat(other.heard).containsExactly("b1@0 Hello");
        assertThat(all.heard).isEmpty();
    }

    @Test
    void forgetsABlockWhenItsEventIsStored() {
        hub.open(RUN, created());
        hub.delta(RUN, "coding", "b1", "text", "Hello");
        hub.publish(RUN, new RunEvent.BlockFinished("coding", "b1", "text", "Hello"));
        var ear = new Ear();

        hub.subscribe(from(0), ear);

        assertThat(ear.heard).containsExactly("1 run.created", "2 block.finished");
    }

    @Test
    void refusesACursorFromTheFutureAndRunsThatAreNot() {
        hub.open(RUN, created());

        assertThatThrownBy(() -> hub.subscribe(from(7), new Ear()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
        assertThatThrownBy(() -> hub.subscribe(new RunCursor(new RunId("run-2"), 0, "", 0), new Ear()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_RUN));
        assertThatThrownBy(() -> hub.open(RUN, created())).isInstanceOf(AgentException.class);
    }

    @Test
    void goesOnCountingAfterARestart() {
        hub.open(RUN, created());
        var later = new EventHub(journal, CLOCK);

        later.publish(RUN, notice("a"));

        assertThat(journal.readAfter(RUN, 1, 10)).extracting(RecordedEvent::seq).containsExactly(2L);
    }

    @Test
    void replaysMoreThanAPage() {
        hub.open(RUN, created());
        for (int i = 0; i < 2 * EventHub.PAGE + 7; i++) {
            hub.publish(RUN, notice("n" + i));
        }
        var ear = new Ear();

        hub.subscribe(from(0), ear);

        assertThat(ear.numbers)
                .isEqualTo(
                        LongStream.rangeClosed(1, 2 * EventHub.PAGE + 8).boxed().toList());
    }

    @Test
    void losesNothingWhileClientsComeAndGo() throws InterruptedException {
        hub.open(RUN, created());
        int events = 2_000;
        var ears = new ArrayList<Ear>();
        var threads = new ArrayList<Thread>();
        threads.add(Thread.ofVirtual().start(() -> {
            for (int i = 0; i < events; i++) {
                hub.publish(RUN, notice("n" + i));
            }
            hub.publish(RUN, finished());
        }));
        for (int i = 0; i < 20; i++) {
            var ear = new Ear();
            ears.add(ear);
            threads.add(Thread.ofVirtual().start(() -> {
                while (ear.numbers.isEmpty() || ear.numbers.getLast() < events + 2) {
                    long seen = ear.numbers.isEmpty() ? 0 : ear.numbers.getLast();
                    hub.subscribe(from(seen), ear).close();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        String all = LongStream.rangeClosed(1, events + 2).boxed().toList().toString();
        assertThat(ears).extracting(ear -> ear.numbers.toString()).containsOnly(all);
    }

    @Test
    void goesOnAfterAnAppendWhoseAnswerWasLost() {
        var ear = new Ear();
        hub.open(RUN, created());
        hub.subscribe(RunCursor.start(RUN), ear);
        journal.loseNextAnswer();
        assertThatThrownBy(() -> hub.publish(RUN, notice("stored"))).isInstanceOf(AgentException.class);

        hub.publish(RUN, notice("next"));

        assertThat(ear.numbers).containsExactly(1L, 2L, 3L);
        assertThat(journal.of(RUN)).containsExactly(created(), notice("stored"), notice("next"));
    }

    @Test
    void showsTheEndThatWasStoredThoughItsAnswerWasLost() {
        var ear = new Ear();
        hub.open(RUN, created());
        hub.subscribe(RunCursor.start(RUN), ear);
        journal.loseNextAnswer();
        var end = new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1);
        assertThatThrownBy(() -> hub.publish(RUN, end)).isInstanceOf(AgentException.class);

        hub.settle(RUN);

        assertThat(ear.heard).endsWith("2 run.finished");
    }

    @Test
    void leavesTheRunOfAnotherServerToIt() {
        new EventHub(journal, CLOCK).open(RUN, created());
        journal.giveAway(RUN);

        assertThatThrownBy(() -> hub.subscribe(RunCursor.start(RUN), new Ear()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("another server");
        assertThatThrownBy(() -> hub.publish(RUN, notice("mine"))).isInstanceOf(AgentException.class);
    }

    @Test
    void storesNothingAfterItsClose() {
        hub.open(RUN, created());

        assertThat(hub.close(Duration.ofSeconds(30))).isTrue();

        assertThatThrownBy(() -> hub.publish(RUN, notice("late")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_BUSY));
        assertThat(journal.readAfter(RUN, 0, 10)).hasSize(1);
    }
}
