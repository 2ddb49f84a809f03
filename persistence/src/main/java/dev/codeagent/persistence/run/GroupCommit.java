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
    private final Predicate<RuntimeException> outcomeUnknown;
    private List<Submission<T>> pending = new ArrayList<>();
    private boolean committing;

    /** @param outcomeUnknown whether a failure of the commit leaves open what is stored: all of the batch are told of it */
    GroupCommit(Consumer<List<T>> commit, Predicate<RuntimeException> outcomeUnknown) {
        this.commit = commit;
        this.outcomeUnknown = outcomeUnknown;
    }

    private static final class Submission<T> {
        private final T work;
        private boolean done;
        private RuntimeException failure;

        Submission(T work) {
            this.work = work;
        }
    }

    /** Returns when the work is durable; throws what the commit threw for it. */
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

    /** How many wait for the next commit. */
    synchronized int pendingCount() {
        return pending.size();
    }

    /** Waits through interrupts: the commit goes on without us, and its outcome must be known. */
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
        } catch (Error e) { // Who waits for it must not take it for stored.
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
