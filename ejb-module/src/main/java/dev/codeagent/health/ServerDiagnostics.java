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

/** Examines the server for its operators; those who ask at the same time get the same examination. */
public final class ServerDiagnostics implements DiagnosticsService {
    private final Supplier<List<Check>> checks;
    private final Executor executor;
    private final AtomicReference<FutureTask<DiagnosticReport>> current = new AtomicReference<>();

    /**
     * @param checks made anew for each examination
     * @param executor runs each on a thread of its own
     */
    public ServerDiagnostics(Supplier<List<Check>> checks, Executor executor) {
        this.checks = checks;
        this.executor = executor;
    }

    @Override
    public DiagnosticReport diagnose(Caller caller) {
        if (!caller.roles().contains(Role.ADMIN)) {
            throw new AgentException(
                    ErrorCode.FORBIDDEN,
                    "only an operator may see the findings; /health says whether the server is up");
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
            throw new AgentException(ErrorCode.INTERNAL, "the examination failed: " + e.getCause(), e.getCause());
        }
    }
}
