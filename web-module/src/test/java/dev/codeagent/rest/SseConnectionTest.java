package dev.codeagent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SseConnectionTest {
    private static final RunId RUN = new RunId("run-1");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ScheduledExecutorService tasks = Executors.newSingleThreadScheduledExecutor();
    private final RecordingSink sink = new RecordingSink();
    private final StoredEvents events = new StoredEvents();
    private final List<SseConnection> closed = new ArrayList<>();

    /** A run with stored events and at most one listener. */
    private static final class StoredEvents implements RunEventSource {
        private final List<RecordedEvent> stored = new ArrayList<>();
        private final List<Listener> listeners = new ArrayList<>();
        private boolean broken;

        void add(RunEvent event) {
            var recorded = new RecordedEvent(RUN, stored.size() + 1, Instant.EPOCH, event);
            stored.add(recorded);
            List.copyOf(listeners).forEach(listener -> listener.onEvent(recorded));
        }

        @Override
        public List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
            if (broken) {
                throw new AgentException(ErrorCode.STORAGE_FAILED, "the database is away");
            }
            return stored.stream().filter(e -> e.seq() > seq).limit(limit).toList();
        }

        @Override
        public Subscription subscribe(RunCursor cursor, Listener listener) {
            readAfter(cursor.run(), cursor.afterSeq(), Integer.MAX_VALUE).forEach(listener::onEvent);
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }

    @AfterEach
    void stop() {
        tasks.shutdownNow();
    }

    private SseConnection connection(long afterSeq, boolean runHasEnded) {
        return new SseConnection(
                sink,
                new SinkEvents(),
                tasks,
                (millis, task) -> tasks.schedule(task, millis, TimeUnit.MILLISECONDS),
                events,
                new RunCursor(RUN, afterSeq, "", 0),
                runHasEnded,
                closed::add);
    }

    private void addFinishedRun() {
        events.add(new RunEvent.Started(1));
        events.add(new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 9));
    }

    private void awaitEnd() {
        await().atMost(TIMEOUT).until(sink::isClosed);
        await().atMost(TIMEOUT).until(() -> closed.size() == 1);
        assertThat(events.listeners).isEmpty();
    }

    @Test
    void endsIfTheClientHasTheLastEventOfAFinishedRun() {
        addFinishedRun();

        connection(2, true).follow();

        awaitEnd();
        assertThat(sink.sent()).isEmpty();
    }

    @Test
    void sendsWhatHappenedToThePatchSinceAndEnds() {
        addFinishedRun();
        events.add(new RunEvent.PatchResolved(RunEvent.PatchResolved.Outcome.APPLIED, "local", List.of(), 0));

        connection(2, true).follow();

        awaitEnd();
        assertThat(sink.sent()).containsExactly("3 patch.handled");
    }

    @Test
    void sendsAFinishedRunFromItsBeginningAndEnds() {
        addFinishedRun();

        connection(0, true).follow();

        awaitEnd();
        assertThat(sink.sent()).containsExactly("1 run.started", "2 run.finished");
    }

    @Test
    void followsARunUntilItsEnd() throws InterruptedException {
        events.add(new RunEvent.Started(1));
        connection(1, false).follow();
        TimeUnit.MILLISECONDS.sleep(50);
        boolean closedBefore = sink.isClosed();

        events.add(new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 9));

        awaitEnd();
        assertThat(closedBefore).isFalse();
        assertThat(sink.sent()).containsExactly("2 run.finished");
    }

    @Test
    void staysClosedIfItIsClosedBeforeItFollows() {
        addFinishedRun();
        SseConnection connection = connection(0, true);

        connection.close();
        connection.follow();
        connection.heartbeat();

        assertThat(sink.isClosed()).isTrue();
        assertThat(closed).containsExactly(connection);
        assertThat(sink.sent()).isEmpty();
        assertThat(events.listeners).isEmpty();
    }

    @Test
    void tellsTheClientWhyItEnds() {
        events.broken = true;

        connection(0, false).follow();

        await().atMost(TIMEOUT).until(sink::isClosed);
        assertThat(sink.sent()).singleElement().asString().contains("error", "STORAGE_FAILED");
    }

    @Test
    void closesIfTheClientIsGone() {
        addFinishedRun();
        sink.breakConnection();

        connection(0, false).follow();

        awaitEnd();
    }
}
