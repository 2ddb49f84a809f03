package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.error.AgentException;
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

/**
 * Runs checks in parallel, with a time limit for all of them, and reports their findings in the order of the checks.
 */
public final class CheckRunner {
    /** Time limit for all checks together. */
    public static final Duration TIMEOUT = Duration.ofSeconds(7);

    private final Executor executor;
    private final Duration timeout;

    /**
     * @param executor must run each check on its own thread, so that a check that hangs does not delay the others
     */
    public CheckRunner(Executor executor, Duration timeout) {
        this.executor = executor;
        this.timeout = timeout;
    }

    /**
     * @param listener receives each finding as soon as all findings before it were reported
     */
    public DiagnosticReport run(List<Check> checks, Consumer<Finding> listener) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        var tasks = new ArrayList<FutureTask<List<Finding>>>();
        for (Check check : checks) {
            var task = new FutureTask<>(check::run);
            tasks.add(task);
            executor.execute(task);
        }
        var all = new ArrayList<Finding>();
        try {
            for (int i = 0; i < tasks.size(); i++) {
                List<Finding> findings = result(checks.get(i), tasks.get(i), deadline - System.nanoTime());
                findings.forEach(listener);
                all.addAll(findings);
            }
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
        return DiagnosticReport.of(all);
    }

    private List<Finding> result(Check check, FutureTask<List<Finding>> task, long remainingNanos)
            throws InterruptedException {
        try {
            return task.get(Math.max(0, remainingNanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(check.onTimeout(timeout));
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return List.of(Finding.warn(
                    check.name(),
                    "the check itself failed: " + describe(cause),
                    "unknown whether this works",
                    "report it; this is a bug in Code Agent System"));
        }
    }

    /** The message of an unexpected exception may contain anything, even a key: only its type and place are shown. */
    private static String describe(Throwable cause) {
        if (cause instanceof AgentException known) {
            return known.getMessage();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
