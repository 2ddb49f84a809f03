package dev.codeagent.outbound;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Whatever fails for a client disconnects this client; the publisher of the events never notices. */
class RunSubscriptionTest {
    private static final RunId RUN = new RunId("run-1");

    private final List<String> disconnected = new ArrayList<>();
    private boolean encodingFails;
    private boolean sendingFails;
    private boolean schedulingFails;
    private boolean disconnectingFails;

    private final class FailingTransport implements OutboundQueue.Transport {
        @Override
        public CompletableFuture<Void> send(OutboundMessage message) {
            if (sendingFails) {
                throw new StackOverflowError("the text cannot be encoded");
            }
            // A client that reads nothing, except where the scheduler is tested.
            return schedulingFails ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
        }

        @Override
        public void disconnectSlowClient(String reason) {
            throw new RejectedExecutionException("no thread: " + reason);
        }

        @Override
        public void onSendFailed(Throwable failure) {
            disconnected.add(failure.getClass().getSimpleName());
            if (disconnectingFails) {
                throw new RejectedExecutionException("no thread");
            }
        }
    }

    private final class FailingSink implements RunSubscription.Sink {
        @Override
        public String encode(RecordedEvent event) {
            if (encodingFails) {
                throw new IllegalStateException("no JSON");
            }
            return "event";
        }

        @Override
        public String tag() {
            return "c-1";
        }

        @Override
        public void onCaughtUp(boolean finished) {}

        @Override
        public void onFinished() {
            throw new RejectedExecutionException("no thread");
        }

        @Override
        public void onFailure(RuntimeException failure) {}

        @Override
        public void onStalled(AgentException reason) {
            throw new IllegalStateException("closed");
        }
    }

    private static final class NoEvents implements RunEventSource {
        @Override
        public List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
            return List.of();
        }

        @Override
        public Subscription subscribe(RunCursor cursor, Listener listener) {
            return () -> {};
        }
    }

    private RunSubscription subscription() {
        var queue = new OutboundQueue(
                new OutboundQueue.Limits(2, 1_000_000), new FailingTransport(), System::nanoTime, (millis, task) -> {
                    if (schedulingFails) {
                        throw new RejectedExecutionException("the scheduler is closed");
                    }
                });
        return new RunSubscription(new NoEvents(), queue, RunCursor.start(RUN), new FailingSink(), Runnable::run);
    }

    private static RecordedEvent notice(long seq) {
        return new RecordedEvent(
                RUN, seq, Instant.EPOCH, new RunEvent.Notice(RunEvent.Notice.Level.INFO, "test", "text"));
    }

    private static TextDelta delta(String block, int offset) {
        return new TextDelta(RUN, "coding", block, "text", offset, "x", 1);
    }

    @Test
    void anEventThatCannotBeEncodedDisconnectsTheClient() {
        encodingFails = true;
        RunSubscription subscription = subscription();

        subscription.onEvent(notice(1));
        subscription.onEvent(notice(2));

        assertThat(disconnected).contains("IllegalStateException");
    }

    @Test
    void aSendThatFailsDisconnectsTheClientOnce() {
        sendingFails = true;
        RunSubscription subscription = subscription();

        subscription.onEvent(notice(1));
        subscription.onDelta(delta("b-1", 0));

        assertThat(disconnected).containsExactly("StackOverflowError");
    }

    @Test
    void aFullQueueThatCannotDisconnectFailsNoPublisher() {
        RunSubscription subscription = subscription();

        for (int seq = 1; seq < 10; seq++) {
            subscription.onEvent(notice(seq));
        }

        assertThat(disconnected).containsExactly("RejectedExecutionException");
    }

    @Test
    void aSchedulerThatIsClosedFailsNoPublisher() {
        schedulingFails = true;
        disconnectingFails = true;
        RunSubscription subscription = subscription();

        subscription.onDelta(delta("b-1", 0));
        subscription.onDelta(delta("b-1", 50));
        subscription.onStalled(RUN, new AgentException(ErrorCode.STORAGE_FULL, "full"));
        subscription.onEvent(new RecordedEvent(
                RUN, 1, Instant.EPOCH, new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1)));

        assertThat(disconnected).contains("IllegalStateException", "RejectedExecutionException");
    }
}
