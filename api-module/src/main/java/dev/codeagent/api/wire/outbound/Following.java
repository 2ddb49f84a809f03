package dev.codeagent.api.wire.outbound;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.Cursor;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvents;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * One client following one run: what is stored comes page by page, as fast as the client takes it; then it goes on live.
 */
public final class Following implements RunEvents.Listener, AutoCloseable {
    static final int PAGE = 100;

    private final RunEvents events;
    private final OutboundQueue queue;
    private final Cursor from;
    private final Door door;
    private final Executor executor;
    private volatile long seen;
    private volatile boolean finished;
    private RunEvents.Subscription subscription = () -> {};
    private boolean closed;

    /** What the client's door adds: how it writes an event, and what it does when a run or the way to it ends. */
    public interface Door {
        String write(RecordedEvent event);

        /** A name for deltas of this following. */
        String tag();

        /** All that is stored was given to the queue; from now on events come as they happen. */
        void caughtUp(boolean finished);

        /** The run is over; called on the thread of the one who ended it. */
        void finished();

        void failed(RuntimeException failure);

        /** The run waits for what this says; it goes on by itself afterwards. */
        void trouble(AgentException reason);
    }

    public Following(RunEvents events, OutboundQueue queue, Cursor from, Door door, Executor executor) {
        this.events = events;
        this.queue = queue;
        this.from = from;
        this.door = door;
        this.executor = executor;
        this.seen = from.afterSeq();
    }

    /** Gives the next page and sees to the rest; returns when the page is in the queue or the run is followed live. */
    public void catchUp() {
        try {
            if (isClosed()) {
                return;
            }
            List<RecordedEvent> page = events.after(from.run(), seen, PAGE);
            page.forEach(this::give);
            if (page.size() < PAGE) {
                goLive();
            } else {
                queue.whenDrained(() -> executor.execute(this::catchUp));
            }
        } catch (RuntimeException e) {
            close();
            door.failed(e);
        }
    }

    public boolean isFinished() {
        return finished;
    }

    @Override
    public void event(RecordedEvent event) {
        give(event);
        if (event.event() instanceof RunEvent.Finished) {
            door.finished();
        }
    }

    @Override
    public void delta(TextDelta delta) {
        queue.offer(new Outgoing.Delta(door.tag(), delta));
    }

    @Override
    public void trouble(RunId run, AgentException reason) {
        door.trouble(reason);
    }

    /** Ends the following. Not for a listener's thread: it may wait for whoever publishes. */
    @Override
    public void close() {
        RunEvents.Subscription ends;
        synchronized (this) {
            closed = true;
            ends = subscription;
        }
        ends.close();
    }

    private void goLive() {
        RunEvents.Subscription live = events.follow(new Cursor(from.run(), seen, from.block(), from.offset()), this);
        boolean late;
        synchronized (this) {
            subscription = live;
            late = closed;
        }
        if (late) {
            live.close();
        } else {
            door.caughtUp(finished);
        }
    }

    private void give(RecordedEvent event) {
        if (event.seq() <= seen) {
            return;
        }
        seen = event.seq();
        finished |= event.event() instanceof RunEvent.Finished;
        queue.offer(new Outgoing.Event(event.run(), event.seq(), RunEvent.typeOf(event.event()), door.write(event)));
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
