package dev.codeagent.persistence.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Combines the work of concurrent callers into few commits, without its own thread: the first caller commits everything
 * that was submitted during the previous commit. If a batch fails, its submissions are committed one at a time, so that
 * only the faulty one fails. If the outcome is unknown, they are not committed again: they may be stored already and
 * would conflict with themselves.
 */
final class GroupCommit<T> {
    private final Consumer<List<T>> commit;
    private final Predicate<RuntimeException> outcomeUnknown;
    private List<Submission<T>> pending = new ArrayList<>();
    private boolean committing;

    /**
     *
     * @param outcomeUnknown whether a failed commit may have stored data; all submissions of the batch then get this
     * failure
     */
    GroupCommit(Consumer<List<T>> commit, Predicate<RuntimeException> outcomeUnknown) {
        this.commit = commit;
        this.outcomeUnknown = outcomeUnknown;
    }

    private static final class Submission<T> {
        private final T work;
        private boolean done;
        private @Nullable RuntimeException failure;

        Submission(T work) {
            this.work = work;
        }
    }

    /** Returns when the work is durable. Throws the exception of the commit for this work. */
    void submit(T work) {
        Submission<T> submission = new Submission<>(work);
        List<Submission<T>> batch;
        synchronized (this) {
            pending.add(submission);
            awaitTurn(submission);
            if (submission.done) {
                rethrow(submission);
                return;
            }
            committing = true;
            batch = pending;
            pending = new ArrayList<>();
        }
        try {
            commitBatch(batch);
        } finally {
            synchronized (this) {
                committing = false;
                batch.forEach(t -> t.done = true);
                notifyAll();
            }
        }
        rethrow(submission);
    }

    /** The number of submissions that wait for the next commit. */
    synchronized int pendingCount() {
        return pending.size();
    }

    /**
     * Ignores interrupts while it waits, because the commit continues and the caller needs its outcome; restores the
     * interrupt flag.
     */
    private void awaitTurn(Submission<T> submission) {
        boolean interrupted = false;
        while (committing && !submission.done) {
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

    private void commitBatch(List<Submission<T>> batch) {
        try {
            commit.accept(batch.stream().map(t -> t.work).toList());
        } catch (RuntimeException e) {
            if (batch.size() == 1 || outcomeUnknown.test(e)) {
                batch.forEach(submission -> submission.failure = e);
                return;
            }
            for (Submission<T> submission : batch) {
                try {
                    commit.accept(List.of(submission.work));
                } catch (RuntimeException singleFailure) {
                    submission.failure = singleFailure;
                }
            }
        } catch (Error e) { // The other callers must not take their work for stored.
            var failure = new IllegalStateException("the commit failed: " + e, e);
            batch.forEach(submission -> submission.failure = failure);
            throw e;
        }
    }

    private static void rethrow(Submission<?> submission) {
        if (submission.failure != null) {
            throw submission.failure;
        }
    }
}
