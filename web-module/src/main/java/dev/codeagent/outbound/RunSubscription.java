package dev.codeagent.outbound;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * One client following one run: what is stored comes page by page, as fast as the client takes it; then it goes on live.
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

    /** What the client's door adds: how it writes an event, and what it does when a run or the way to it ends. */
    public interface Sink {
        String encode(RecordedEvent event);

        /** A name for deltas of this following. */
        String tag();

        /** All that is stored was given to the queue; from now on events come as they happen. */
        void onCaughtUp(boolean finished);

        /** The run is over; called on the thread of the one who ended it. */
        void onFinished();

        void onFailure(RuntimeException failure);

        /** The run waits for what this says; it goes on by itself afterwards. */
        void onStalled(AgentException reason);
    }

    public RunSubscription(RunEventSource events, OutboundQueue queue, RunCursor from, Sink sink, Executor executor) {
        this.events = events;
        this.queue = queue;
        this.from = from;
        this.sink = sink;
        this.executor = executor;
        this.lastSeq = from.afterSeq();
    }

    /** Gives the next page and sees to the rest; returns when the page is in the queue or the run is followed live. */
    public void catchUp() {
        try {
            if (isClosed()) {
                return;
            }
            List<RecordedEvent> page = events.readAfter(from.run(), lastSeq, PAGE_SIZE);
            page.forEach(this::deliver);
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
        deliver(event);
        if (event.event() instanceof RunEvent.Finished) {
            sink.onFinished();
        }
    }

    @Override
    public void onDelta(TextDelta delta) {
        queue.offer(new OutboundMessage.Delta(sink.tag(), delta));
    }

    @Override
    public void onStalled(RunId run, AgentException reason) {
        sink.onStalled(reason);
    }

    /** Ends the following. Not for a listener's thread: it may wait for whoever publishes. */
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
                event.run(), event.seq(), RunEvent.typeOf(event.event()), sink.encode(event)));
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
