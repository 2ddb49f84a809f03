package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A sandbox that is opened anew where its executor or its engine dies. A call is then asked for again under its id, so what
 * was done is not done twice, and what cannot be known comes back as unknown.
 */
final class ReconnectingSandbox implements Sandbox {
    private static final int MAX_RECONNECTS = 5;

    private final RunContext context;
    private final Supplier<Sandbox> opener;
    private final Runnable availabilityCheck;
    private final Duration engineTimeout;
    private final Duration retryDelay;
    private volatile Sandbox current;
    private volatile boolean closed;
    private int reconnects;

    /**
     * @param opener opens the workspace's sandbox; an exception where that cannot be done now
     * @param availabilityCheck an exception where no sandbox can be opened at all now, as when the engine is gone
     * @param engineTimeout how long an engine that is gone is waited for
     * @param retryDelay between two tries
     */
    ReconnectingSandbox(
            RunContext context,
            Supplier<Sandbox> opener,
            Runnable availabilityCheck,
            Duration engineTimeout,
            Duration retryDelay) {
        this.context = context;
        this.opener = opener;
        this.availabilityCheck = availabilityCheck;
        this.engineTimeout = engineTimeout;
        this.retryDelay = retryDelay;
        this.current = openFirst();
    }

    /** An engine that went away since it was chosen is waited for; whatever else fails is told. */
    private Sandbox openFirst() {
        try {
            return open();
        } catch (AgentException e) {
            if (e.code() == ErrorCode.CANCELLED || !isEngineUnavailable()) {
                throw e;
            }
            warnWaiting(e);
            return reopen(e, true);
        }
    }

    private boolean isEngineUnavailable() {
        try {
            availabilityCheck.run();
            return false;
        } catch (AgentException e) {
            return true;
        }
    }

    @Override
    public ToolResult call(ToolCall call) {
        return withReconnect(sandbox -> sandbox.call(call));
    }

    @Override
    public ProjectInfo projectInfo() {
        return withReconnect(Sandbox::projectInfo);
    }

    /** Fetching twice does no harm, so what died is begun anew. */
    @Override
    public List<String> prepare(String callId) {
        int before = reconnects;
        return withReconnect(sandbox -> sandbox.prepare(reconnects == before ? callId : callId + "-" + reconnects));
    }

    /** Tests may run twice, so a run that died is begun anew. */
    @Override
    public TestReport runTests(String callId) {
        int before = reconnects;
        return withReconnect(sandbox -> sandbox.runTests(reconnects == before ? callId : callId + "-" + reconnects));
    }

    @Override
    public byte[] exportPatch() {
        return withReconnect(Sandbox::exportPatch);
    }

    private <T> T withReconnect(Function<Sandbox, T> work) {
        while (true) {
            try {
                return work.apply(current);
            } catch (AgentException e) {
                if (e.code() != ErrorCode.SANDBOX_LOST || closed || ++reconnects > MAX_RECONNECTS) {
                    throw e;
                }
                context.publisher().warn("sandbox.lost", "the sandbox is started anew, because " + e.getMessage());
                current.close();
                current = reopen(e, false);
            }
        }
    }

    /** Waits for an engine that is gone; the first failure is what is told in the end. */
    private Sandbox reopen(AgentException cause, boolean alreadyWarned) {
        long deadline = System.nanoTime() + engineTimeout.toNanos();
        AgentException last = cause;
        boolean warned = alreadyWarned;
        while (System.nanoTime() < deadline) {
            context.cancellation().throwIfCancelled();
            try {
                return open();
            } catch (AgentException e) {
                last = e;
                if (e.code() == ErrorCode.CANCELLED) {
                    throw e;
                }
                if (!warned) {
                    warnWaiting(e);
                    warned = true;
                }
            }
            sleepBeforeRetry();
        }
        throw last;
    }

    private void warnWaiting(AgentException reason) {
        context.publisher().warn("sandbox.waits", "the run waits for its sandbox: " + reason.getMessage());
    }

    private Sandbox open() {
        Sandbox opened = opener.get();
        if (closed || context.cancellation().isCancelled()) {
            opened.close();
        }
        return opened;
    }

    private void sleepBeforeRetry() {
        try {
            Thread.sleep(retryDelay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while the run waited for its sandbox", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        Sandbox last = current;
        if (last != null) {
            last.close();
        }
    }
}
