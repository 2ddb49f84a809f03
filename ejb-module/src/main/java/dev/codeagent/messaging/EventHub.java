package dev.codeagent.messaging;

import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Publishes run events: numbers the events of each run without gaps, stores them, and then delivers them to the subscribers.
 * Deltas of the open block bypass the journal.
 */
public final class EventHub implements RunEventSource {
    static final int PAGE = 500;

    private final RunJournal journal;
    private final Clock clock;
    private final EventObserver observer;
    private final ConcurrentHashMap<RunId, RunFeed> feeds = new ConcurrentHashMap<>();
    /** Publishers hold the read lock, {@link #close} takes the write lock. */
    private final ReadWriteLock closeLock = new ReentrantReadWriteLock();

    private volatile boolean closed;

    public EventHub(RunJournal journal, Clock clock) {
        this(journal, clock, EventObserver.NONE);
    }

    public EventHub(RunJournal journal, Clock clock, EventObserver observer) {
        this.journal = journal;
        this.clock = clock;
        this.observer = observer;
    }

    /** Opens the journal of a new run with its first event. */
    public void open(RunId run, RunEvent.Created created) {
        open(run, created, Optional.empty());
    }

    /** The same; the caller's command is stored with the event. */
    public void open(Caller caller, RunId run, RunEvent.Created created) {
        open(run, created, caller.command());
    }

    private void open(RunId run, RunEvent.Created created, Optional<ReceivedCommand> command) {
        RunFeed feed = new RunFeed(run, journal, clock, observer, 0, true);
        if (feeds.putIfAbsent(run, feed) != null) {
            throw new AgentException(ErrorCode.CONFLICT, "run " + run + " exists already");
        }
        try {
            publish(feed, command, created);
        } catch (RuntimeException e) {
            feeds.remove(run, feed);
            throw e;
        }
    }

    /** Stores the events in one commit, then delivers them. */
    public void publish(RunId run, RunEvent... events) {
        publish(run, Optional.empty(), events);
    }

    /** The same for events that record what the caller's command did: the command is stored with them. */
    public void publish(Caller caller, RunId run, RunEvent... events) {
        publish(run, caller.command(), events);
    }

    private void publish(RunId run, Optional<ReceivedCommand> command, RunEvent... events) {
        RunFeed feed = feed(run);
        while (!publish(feed, command, events)) {
            feed = replacementFeed(run, feed);
        }
        if (events[events.length - 1] instanceof RunEvent.Finished) {
            releaseIfIdle(run, feed);
        }
    }

    /**
     * Call this after a failed append: the failure does not say whether the database stored the events. If it did, they are
     * delivered now.
     */
    public void reconcile(RunId run) {
        RunFeed feed = feeds.get(run);
        if (feed != null && feed.reconcile()) {
            releaseIfIdle(run, feed);
        }
    }

    private boolean publish(RunFeed feed, Optional<ReceivedCommand> command, RunEvent... events) {
        closeLock.readLock().lock();
        try {
            if (closed) {
                throw new AgentException(
                        ErrorCode.TOO_BUSY, "the server stops or is being redeployed; try again in a moment");
            }
            return feed.publish(List.of(events), command);
        } finally {
            closeLock.readLock().unlock();
        }
    }

    /**
     * Publishes nothing from now on: the next owner of the runs continues the numbers from what is stored. Returns false if a
     * publisher is still active after the limit, for example because the database does not answer.
     */
    public boolean close(Duration limit) {
        closed = true;
        try {
            if (!closeLock.writeLock().tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            closeLock.writeLock().unlock();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Delivers a delta of the open block; nothing is stored. */
    public void publishDelta(RunId run, String step, String block, String kind, String text) {
        feed(run).publishDelta(step, block, kind, text);
    }

    /** Delivers output of a call that runs, as a delta of a block with the call's id; nothing is stored. */
    public void publishOutput(RunId run, String call, String text) {
        RunFeed feed = feeds.get(run);
        if (feed != null) {
            feed.publishOutput(call, text);
        }
    }

    /** Tells the subscribers why the run waits; nothing is stored, because the database cannot store it. */
    public void reportStalled(RunId run, AgentException reason) {
        RunFeed feed = feeds.get(run);
        if (feed != null) {
            feed.notifyStalled(reason);
        }
    }

    @Override
    public List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
        return journal.readAfter(run, seq, limit);
    }

    @Override
    public Subscription subscribe(RunCursor cursor, Listener listener) {
        RunFeed feed = feed(cursor.run());
        for (var remaining = feed.subscribe(cursor, listener);
                remaining.isPresent();
                remaining = feed.subscribe(remaining.get(), listener)) {
            feed = replacementFeed(cursor.run(), feed);
        }
        RunFeed subscribedFeed = feed;
        return () -> {
            subscribedFeed.unsubscribe(listener);
            releaseIfIdle(cursor.run(), subscribedFeed);
        };
    }

    @Override
    public List<Follower> followers(RunId run) {
        RunFeed feed = feeds.get(run);
        return feed == null ? List.of() : feed.followers();
    }

    private RunFeed feed(RunId id) {
        return feeds.computeIfAbsent(id, run -> {
            Run stored = journal.find(run)
                    .orElseThrow(() -> new AgentException(
                            ErrorCode.UNKNOWN_RUN, "no run " + run + "; `codeagent runs` lists them"));
            requireOwnership(stored);
            return new RunFeed(
                    run,
                    journal,
                    clock,
                    observer,
                    stored.lastSeq(),
                    !stored.state().isTerminal());
        });
    }

    /** Only the server that executes a run numbers its events and has its deltas; a finished run can be read by all servers. */
    private void requireOwnership(Run run) {
        if (!run.state().isTerminal() && !journal.owns(run.id())) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "run " + run.id() + " is executed by another server of this database; ask that server, or read the"
                            + " events so far as a page");
        }
    }

    /** A new feed instead of one that was released between lookup and use. */
    private RunFeed replacementFeed(RunId run, RunFeed released) {
        feeds.remove(run, released);
        return feed(run);
    }

    private void releaseIfIdle(RunId run, RunFeed feed) {
        // Never call a feed inside the map's own lock: a feed calls its listeners under its lock, and they may call
        // this
        // class.
        if (feed.releaseIfUnused()) {
            feeds.remove(run, feed);
        }
    }
}
