package dev.codeagent.persistence.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Joins the work of concurrent callers into few commits, without a thread of its own: whoever comes first commits for
 * all who came while the last commit ran. A batch that fails is done again one by one, so that only the guilty one sees
 * the failure; but not where it may be stored all the same, as each would then meet what it has stored itself.
 */
final class GroupCommit<T> {
    private final Consumer<List<T>> commit;
    private final Predicate<RuntimeException> doubtful;
    private List<Ticket<T>> waiting = new ArrayList<>();
    private boolean committing;

    /** @param doubtful whether a failure of the commit leaves open what is stored: all of the batch are told of it */
    GroupCommit(Consumer<List<T>> commit, Predicate<RuntimeException> doubtful) {
        this.commit = commit;
        this.doubtful = doubtful;
    }

    private static final class Ticket<T> {
        private final T work;
        private boolean done;
        private RuntimeException failure;

        Ticket(T work) {
            this.work = work;
        }
    }

    /** Returns when the work is durable; throws what the commit threw for it. */
    void submit(T work) {
        Ticket<T> ticket = new Ticket<>(work);
        List<Ticket<T>> batch;
        synchronized (this) {
            waiting.add(ticket);
            awaitTurn(ticket);
            if (ticket.done) {
                rethrow(ticket);
                return;
            }
            committing = true;
            batch = waiting;
            waiting = new ArrayList<>();
        }
        try {
            run(batch);
        } finally {
            synchronized (this) {
                committing = false;
                batch.forEach(t -> t.done = true);
                notifyAll();
            }
        }
        rethrow(ticket);
    }

    /** How many wait for the next commit. */
    synchronized int size() {
        return waiting.size();
    }

    /** Waits through interrupts: the commit goes on without us, and its outcome must be known. */
    private void awaitTurn(Ticket<T> ticket) {
        boolean interrupted = false;
        while (committing && !ticket.done) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<Ticket<T>> batch) {
        try {
            commit.accept(batch.stream().map(t -> t.work).toList());
        } catch (RuntimeException e) {
            if (batch.size() == 1 || doubtful.test(e)) {
                batch.forEach(ticket -> ticket.failure = e);
                return;
            }
            for (Ticket<T> ticket : batch) {
                try {
                    commit.accept(List.of(ticket.work));
                } catch (RuntimeException own) {
                    ticket.failure = own;
                }
            }
        } catch (Error e) { // Who waits for it must not take it for stored.
            var failure = new IllegalStateException("the commit failed: " + e, e);
            batch.forEach(ticket -> ticket.failure = failure);
            throw e;
        }
    }

    private static void rethrow(Ticket<?> ticket) {
        if (ticket.failure != null) {
            throw ticket.failure;
        }
    }
}
