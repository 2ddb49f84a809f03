package dev.codeagent.api.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Makes checks at the same time, within a limit for all of them, and tells what they find in their own order. */
public final class Examination {
    /** Of a whole examination. */
    public static final Duration LIMIT = Duration.ofSeconds(7);

    private final Executor executor;
    private final Duration limit;

    /** @param executor must run each check on a thread of its own: one that hangs must not hold up the others */
    public Examination(Executor executor, Duration limit) {
        this.executor = executor;
        this.limit = limit;
    }

    /** @param each is told of a finding as soon as it is its turn */
    public Diagnosis of(List<Check> checks, Consumer<Finding> each) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        var tasks = new ArrayList<FutureTask<List<Finding>>>();
        for (Check check : checks) {
            var task = new FutureTask<>(check::look);
            tasks.add(task);
            executor.execute(task);
        }
        var all = new ArrayList<Finding>();
        try {
            for (int i = 0; i < tasks.size(); i++) {
                List<Finding> findings = result(checks.get(i), tasks.get(i), deadline - System.nanoTime());
                findings.forEach(each);
                all.addAll(findings);
            }
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
        return Diagnosis.of(all);
    }

    private List<Finding> result(Check check, FutureTask<List<Finding>> task, long nanos) throws InterruptedException {
        try {
            return task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(check.late(limit));
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return List.of(Finding.warn(
                    check.name(),
                    "the check itself failed: " + cause,
                    "it is not known whether this works",
                    "report it, this is a fault of the program"));
        }
    }
}
