package dev.codeagent.messaging;

import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource.Listener;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.api.text.SegmentedTextBuffer;
import dev.codeagent.api.text.UnicodeText;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The event feed of one run: the only place that numbers its events, and its list of subscribers. */
final class RunFeed {
    private static final System.Logger LOG = System.getLogger(RunFeed.class.getName());

    /** With more followers than this, clients are not told about each other. */
    private static final int MAX_PRESENCE = 50;

    private final RunId run;
    private final RunJournal journal;
    private final Clock clock;
    private final EventObserver observer;
    private final List<Listener> listeners = new ArrayList<>();
    private long lastSeq;
    private boolean open;
    private boolean released;
    /** Whether the outcome of the last append is unknown: a connection may break after the commit. */
    private boolean uncertain;

    private OpenBlock block = OpenBlock.NONE;
    private String outputCall = "";
    private int outputChars;

    /** The block that the model is streaming. */
    private record OpenBlock(String step, String id, String kind, SegmentedTextBuffer text) {
        static final OpenBlock NONE = new OpenBlock("", "", "", new SegmentedTextBuffer());
    }

    RunFeed(RunId run, RunJournal journal, Clock clock, EventObserver observer, long lastSeq, boolean open) {
        this.run = run;
        this.journal = journal;
        this.clock = clock;
        this.observer = observer;
        this.lastSeq = lastSeq;
        this.open = open;
    }

    /** Returns false if the feed was released; then the hub has a new one. */
    synchronized boolean publish(List<RunEvent> events, Optional<ReceivedCommand> command) {
        if (released) {
            return false;
        }
        reconcile();
        var recorded = new ArrayList<RecordedEvent>();
        long seq = lastSeq;
        for (RunEvent event : events) {
            recorded.add(new RecordedEvent(run, ++seq, clock.instant().truncatedTo(ChronoUnit.MILLIS), event));
        }
        long start = System.nanoTime();
        append(recorded, command);
        deliver(recorded, Duration.ofNanos(System.nanoTime() - start));
        return true;
    }

    private void append(List<RecordedEvent> recorded, Optional<ReceivedCommand> command) {
        try {
            journal.append(recorded, command);
        } catch (AgentException e) {
            uncertain = e.code() == ErrorCode.STORAGE_FAILED;
            throw e;
        }
    }

    /**
     * After an append with an unknown outcome: delivers what was stored. Returns true if the run is finished.
     */
    synchronized boolean reconcile() {
        if (uncertain) {
            deliver(journal.readAfter(run, lastSeq, EventHub.PAGE), Duration.ZERO);
            uncertain = false;
        }
        return !open;
    }

    private void deliver(List<RecordedEvent> stored, Duration append) {
        try {
            observer.stored(stored, append);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "events of run " + run + " were not measured", e);
        }
        for (RecordedEvent event : stored) {
            lastSeq = event.seq();
            closeBlockIfFinished(event.event());
            open &= !(event.event() instanceof RunEvent.Finished);
            notifyListeners(l -> l.onEvent(event));
        }
    }

    /** Drops a listener that fails: the run and the other listeners must not notice. */
    private void notifyListeners(Consumer<Listener> delivery) {
        for (Listener listener : List.copyOf(listeners)) {
            try {
                delivery.accept(listener);
            } catch (RuntimeException | Error e) {
                listeners.remove(listener);
                LOG.log(Level.WARNING, "a subscriber of run " + run + " failed and gets no more events", e);
            }
        }
    }

    synchronized void publishDelta(String step, String id, String kind, String text) {
        if (!block.id().equals(id)) {
            block = new OpenBlock(step, id, kind, new SegmentedTextBuffer());
        }
        var delta = new TextDelta(run, step, id, kind, block.text().length(), text, lastSeq);
        block.text().append(text);
        notifyListeners(l -> l.onDelta(delta));
    }

    /** A client that connects later does not get what was before: it gets the result of the call. */
    synchronized void publishOutput(String call, String text) {
        if (!outputCall.equals(call)) {
            outputCall = call;
            outputChars = 0;
        }
        var delta = new TextDelta(run, "", call, TextDelta.OUTPUT, outputChars, text, lastSeq);
        outputChars += text.length();
        notifyListeners(l -> l.onDelta(delta));
    }

    /**
     * Replays the missing events and registers the listener. The last page is replayed under the lock, so that no event is lost
     * in between. If the feed was released meanwhile, returns the cursor from which to continue on the next feed.
     */
    Optional<RunCursor> subscribe(RunCursor cursor, Listener listener) {
        long seen = cursor.afterSeq();
        while (countEventsAfter(seen) > EventHub.PAGE) {
            seen = replay(seen, listener);
        }
        synchronized (this) {
            if (released) {
                return Optional.of(new RunCursor(run, seen, cursor.block(), cursor.offset()));
            }
            if (seen > lastSeq) {
                throw new AgentException(
                        ErrorCode.INVALID_VALUE,
                        "run " + run + " has " + lastSeq + " events; nobody can have seen number " + cursor.afterSeq());
            }
            while (seen < lastSeq) {
                seen = replay(seen, listener);
            }
            if (!block.id().isEmpty()) {
                int offset = resumeOffset(cursor);
                if (offset < block.text().length()) {
                    listener.onDelta(new TextDelta(
                            run,
                            block.step(),
                            block.id(),
                            block.kind(),
                            offset,
                            block.text().subSequence(offset, block.text().length()),
                            lastSeq));
                }
            }
            listeners.add(listener);
            if (listener.follower().isPresent() && followers().size() > 1) {
                publishPresence();
            }
            return Optional.empty();
        }
    }

    /** The beginning of the block if the client names another block, or an offset within a surrogate pair. */
    private int resumeOffset(RunCursor cursor) {
        boolean valid = block.id().equals(cursor.block()) && !UnicodeText.isPairAt(block.text(), cursor.offset());
        return valid ? Math.min(cursor.offset(), block.text().length()) : 0;
    }

    synchronized void notifyStalled(AgentException reason) {
        notifyListeners(l -> l.onStalled(run, reason));
    }

    synchronized void unsubscribe(Listener listener) {
        if (listeners.remove(listener) && listener.follower().isPresent()) {
            publishPresence();
        }
    }

    synchronized List<Follower> followers() {
        return listeners.stream().flatMap(l -> l.follower().stream()).toList();
    }

    /** Many clients at once would only tell each other about themselves. */
    private void publishPresence() {
        List<Follower> followers = followers();
        if (followers.size() <= MAX_PRESENCE) {
            notifyListeners(l -> l.onPresence(run, followers));
        }
    }

    /** Releases the feed if it has no subscriber and no run; a released feed rejects all calls. */
    synchronized boolean releaseIfUnused() {
        released |= listeners.isEmpty() && (!open || lastSeq == 0);
        return released;
    }

    private synchronized long countEventsAfter(long seen) {
        return lastSeq - seen;
    }

    private long replay(long seen, Listener listener) {
        List<RecordedEvent> page = journal.readAfter(run, seen, EventHub.PAGE);
        if (page.isEmpty()) {
            throw new AgentException(
                    ErrorCode.INTERNAL, "the journal of run " + run + " lacks the events after " + seen);
        }
        page.forEach(listener::onEvent);
        return page.getLast().seq();
    }

    private void closeBlockIfFinished(RunEvent event) {
        boolean ends = event instanceof RunEvent.BlockFinished b && b.block().equals(block.id())
                || event instanceof RunEvent.BlockDiscarded d && d.block().equals(block.id())
                || event instanceof RunEvent.TurnFinished
                || event instanceof RunEvent.Finished
                || event instanceof RunEvent.Started;
        if (ends) {
            block = OpenBlock.NONE;
        }
    }
}
