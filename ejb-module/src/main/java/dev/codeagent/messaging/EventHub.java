package dev.codeagent.messaging;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The one pipe: numbers the events of every run without gaps, stores them, and only then shows them to whoever follows.
 * Deltas of the open block take the short way past the journal.
 */
public final class EventHub implements RunEventSource {
    static final int PAGE = 500;

    private final RunJournal journal;
    private final Clock clock;
    private final ConcurrentHashMap<RunId, Feed> feeds = new ConcurrentHashMap<>();
    /** Held shared by those who publish, alone by the one who closes. */
    private final ReadWriteLock door = new ReentrantReadWriteLock();

    private volatile boolean closed;

    public EventHub(RunJournal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Opens a new run's journal with its first event. */
    public void open(RunId run, RunEvent.Created created) {
        Feed feed = new Feed(run, journal, clock, 0, true);
        if (feeds.putIfAbsent(run, feed) != null) {
            throw new AgentException(ErrorCode.CONFLICT, "run " + run + " exists already");
        }
        try {
            publish(feed, created);
        } catch (RuntimeException e) {
            feeds.remove(run, feed);
            throw e;
        }
    }

    /** Stores the events in one commit, then shows them. */
    public void publish(RunId run, RunEvent... events) {
        Feed feed = feed(run);
        while (!publish(feed, events)) {
            feed = successor(run, feed);
        }
        if (events[events.length - 1] instanceof RunEvent.Finished) {
            releaseIfIdle(run, feed);
        }
    }

    /** After a failure to store: finds out what was stored all the same, and shows it. */
    public void settle(RunId run) {
        Feed feed = feeds.get(run);
        if (feed != null && feed.settle()) {
            releaseIfIdle(run, feed);
        }
    }

    private boolean publish(Feed feed, RunEvent... events) {
        door.readLock().lock();
        try {
            if (closed) {
                throw new AgentException(
                        ErrorCode.TOO_BUSY, "the server stops or is deployed anew; try again in a moment");
            }
            return feed.publish(List.of(events));
        } finally {
            door.readLock().unlock();
        }
    }

    /**
     * Publishes nothing any more: the next owner of the runs counts on from what is stored now. False where somebody still
     * publishes after the limit, which a database that does not answer can cause.
     */
    public boolean close(Duration limit) {
        closed = true;
        try {
            if (!door.writeLock().tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            door.writeLock().unlock();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Shows a piece of the open block; nothing is stored. */
    public void delta(RunId run, String step, String block, String kind, String text) {
        feed(run).delta(step, block, kind, text);
    }

    /** Tells those who follow why the run waits; nothing is stored, because nothing can be. */
    public void trouble(RunId run, AgentException reason) {
        Feed feed = feeds.get(run);
        if (feed != null) {
            feed.trouble(reason);
        }
    }

    @Override
    public List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
        return journal.readAfter(run, seq, limit);
    }

    @Override
    public Subscription subscribe(RunCursor cursor, Listener listener) {
        Feed feed = feed(cursor.run());
        for (var rest = feed.follow(cursor, listener); rest.isPresent(); rest = feed.follow(rest.get(), listener)) {
            feed = successor(cursor.run(), feed);
        }
        Feed followed = feed;
        return () -> {
            followed.leave(listener);
            releaseIfIdle(cursor.run(), followed);
        };
    }

    private Feed feed(RunId id) {
        return feeds.computeIfAbsent(id, run -> {
            Run stored = journal.find(run)
                    .orElseThrow(() -> new AgentException(
                            ErrorCode.UNKNOWN_RUN, "no run " + run + "; `codeagent runs` lists them"));
            requireOwn(stored);
            return new Feed(
                    run, journal, clock, stored.lastSeq(), !stored.state().isTerminal());
        });
    }

    /** Only the server that works a run numbers its events and sees its deltas; a run that is over belongs to all. */
    private void requireOwn(Run run) {
        if (!run.state().isTerminal() && !journal.owns(run.id())) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "run " + run.id() + " is worked by another server of this database; ask that one, or look at the"
                            + " events so far as a page");
        }
    }

    /** The feed after one that was released between our look and our use. */
    private Feed successor(RunId run, Feed released) {
        feeds.remove(run, released);
        return feed(run);
    }

    private void releaseIfIdle(RunId run, Feed feed) {
        // Never ask a feed inside of the map's own lock: a feed calls its listeners under its lock, and they may come
        // here.
        if (feed.release()) {
            feeds.remove(run, feed);
        }
    }
}
