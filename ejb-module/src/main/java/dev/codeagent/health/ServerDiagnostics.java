package dev.codeagent.health;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.DiagnosticsService;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.security.Role;
import dev.codeagent.diagnostics.Check;
import dev.codeagent.diagnostics.CheckRunner;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Runs the server's checks for operators. Concurrent callers share one run and get the same report. */
public final class ServerDiagnostics implements DiagnosticsService {
    private final Supplier<List<Check>> checks;
    private final Executor executor;
    private final AtomicReference<FutureTask<DiagnosticReport>> current = new AtomicReference<>();

    /**
     * @param checks called once for each run of the checks
     * @param executor runs each check on its own thread
     */
    public ServerDiagnostics(Supplier<List<Check>> checks, Executor executor) {
        this.checks = checks;
        this.executor = executor;
    }

    @Override
    public DiagnosticReport diagnose(Caller caller) {
        if (!caller.roles().contains(Role.ADMIN)) {
            throw new AgentException(
                    ErrorCode.FORBIDDEN, "diagnostics need the role ADMIN; /health reports whether the server is up");
        }
        var newTask = new FutureTask<>(() -> new CheckRunner(executor, CheckRunner.TIMEOUT).run(checks.get(), f -> {}));
        FutureTask<DiagnosticReport> task =
                current.updateAndGet(running -> running == null || running.isDone() ? newTask : running);
        task.run();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        } catch (ExecutionException e) {
            throw new AgentException(ErrorCode.INTERNAL, "the diagnostics failed: " + e.getCause(), e.getCause());
        }
    }
}
