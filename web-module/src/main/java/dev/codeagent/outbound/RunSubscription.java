package dev.codeagent.outbound;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.api.wire.EventCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One client that follows one run: first delivers stored events page by page, as fast as the client reads, then live
 * events.
 */
public final class RunSubscription implements RunEventSource.Listener, AutoCloseable {
    static final int PAGE_SIZE = 100;

    private final RunEventSource events;
    private final OutboundQueue queue;
    private final RunCursor from;
    private final Sink sink;
    private final Executor executor;
    private volatile long lastSeq;
    private volatile boolean finished;
    private RunEventSource.Subscription subscription = () -> {};
    private boolean closed;

    /** What an endpoint provides: how to encode an event, and what to do when a run or the subscription ends. */
    public interface Sink {
        String encode(RecordedEvent event);

        /** The tag of the deltas of this subscription. */
        String tag();

        /** Called when all stored events are in the queue; from now on events are live. */
        void onCaughtUp(boolean finished);

        /** Called when the run is finished, on the thread that finished it. */
        void onFinished();

        void onFailure(RuntimeException failure);

        /** Called when the run waits for the given reason; it continues automatically. */
        void onStalled(AgentException reason);

        /** Who the client is, for others who follow the run. */
        default Optional<Follower> follower() {
            return Optional.empty();
        }

        /** Called when somebody else began or stopped to follow the run. */
        default void onPresence(RunId run, List<Follower> followers) {}
    }

    public RunSubscription(RunEventSource events, OutboundQueue queue, RunCursor from, Sink sink, Executor executor) {
        this.events = events;
        this.queue = queue;
        this.from = from;
        this.sink = sink;
        this.executor = executor;
        this.lastSeq = from.afterSeq();
    }

    /**
     * Queues the next page and schedules the following ones; returns when the page is in the queue or the subscription
     * is live.
     */
    public void catchUp() {
        try {
            if (isClosed()) {
                return;
            }
            List<RecordedEvent> page = events.readAfter(from.run(), lastSeq, PAGE_SIZE);
            page.forEach(event -> deliverUnlessClosed(() -> deliver(event)));
            if (page.size() < PAGE_SIZE) {
                goLive();
            } else {
                queue.whenDrained(() -> executor.execute(this::catchUp));
            }
        } catch (RuntimeException e) {
            close();
            sink.onFailure(e);
        }
    }

    public boolean isFinished() {
        return finished;
    }

    @Override
    public void onEvent(RecordedEvent event) {
        protectPublisher(() -> {
            deliver(event);
            if (event.event() instanceof RunEvent.Finished) {
                sink.onFinished();
            }
        });
    }

    @Override
    public void onDelta(TextDelta delta) {
        protectPublisher(() -> queue.offer(new OutboundMessage.Delta(sink.tag(), delta)));
    }

    @Override
    public void onStalled(RunId run, AgentException reason) {
        protectPublisher(() -> sink.onStalled(reason));
    }

    @Override
    public Optional<Follower> follower() {
        return sink.follower();
    }

    @Override
    public void onPresence(RunId run, List<Follower> followers) {
        protectPublisher(() -> sink.onPresence(run, followers));
    }

    /** A failure of this client disconnects it; the run that publishes must not fail. */
    private void protectPublisher(Runnable delivery) {
        try {
            deliverUnlessClosed(delivery);
        } catch (RuntimeException | Error e) {
            queue.disconnect(e);
        }
    }

    /** Nothing is queued any more when {@link #close} has returned. */
    private synchronized void deliverUnlessClosed(Runnable delivery) {
        if (!closed) {
            delivery.run();
        }
    }

    /** Ends the subscription. Must not be called on a listener's thread, because it may wait for the publisher. */
    @Override
    public void close() {
        RunEventSource.Subscription current;
        synchronized (this) {
            closed = true;
            current = subscription;
        }
        current.close();
    }

    private void goLive() {
        RunEventSource.Subscription live =
                events.subscribe(new RunCursor(from.run(), lastSeq, from.block(), from.offset()), this);
        boolean closedMeanwhile;
        synchronized (this) {
            subscription = live;
            closedMeanwhile = closed;
        }
        if (closedMeanwhile) {
            live.close();
        } else {
            sink.onCaughtUp(finished);
        }
    }

    private void deliver(RecordedEvent event) {
        if (event.seq() <= lastSeq) {
            return;
        }
        lastSeq = event.seq();
        finished |= event.event() instanceof RunEvent.Finished;
        queue.offer(new OutboundMessage.Event(
                event.run(), event.seq(), EventCodec.typeOf(event.event()), sink.encode(event)));
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
