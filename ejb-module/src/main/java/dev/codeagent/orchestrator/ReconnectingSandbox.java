package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.log.OperationTimer;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.sandbox.OutputListener;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A sandbox that is opened again when its executor or its engine ends. The call is then repeated with the same id, so that
 * no mutating call is executed twice; a call whose outcome cannot be known returns as unknown. Preparation and tests are repeated.
 */
final class ReconnectingSandbox implements Sandbox {
    private static final int MAX_RECONNECTS = 5;
    private static final Duration SLOW_START = Duration.ofSeconds(20);

    private final RunContext context;
    private final Supplier<Sandbox> opener;
    private final Runnable availabilityCheck;
    private final Duration engineTimeout;
    private final Duration retryDelay;
    private final OutputListener output;
    private volatile Sandbox current;
    private volatile boolean closed;
    private int reconnects;

    /**
     * @param opener opens the sandbox of the workspace; throws if that is not possible now
     * @param availabilityCheck throws if no sandbox can be opened at all, for example because the engine is down
     * @param engineTimeout how long to wait for an engine that is down
     * @param retryDelay between two attempts
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
        this.output = new LiveOutput(context.publisher()::publishOutput);
        this.current = openFirst();
    }

    /** Waits for an engine that went down after it was selected; every other failure is thrown. */
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

    /** Fetching twice is harmless, so it is repeated after a crash. */
    @Override
    public List<String> prepare(String callId) {
        int before = reconnects;
        return withReconnect(sandbox -> sandbox.prepare(reconnects == before ? callId : callId + "-" + reconnects));
    }

    /** Tests may run twice, so they are repeated after a crash. */
    @Override
    public TestReport runTests(String callId) {
        int before = reconnects;
        return withReconnect(sandbox -> sandbox.runTests(reconnects == before ? callId : callId + "-" + reconnects));
    }

    @Override
    public byte[] exportPatch() {
        return withReconnect(Sandbox::exportPatch);
    }

    @Override
    public List<LeftOutPath> listUnexported() {
        return withReconnect(Sandbox::listUnexported);
    }

    private <T> T withReconnect(Function<Sandbox, T> work) {
        while (true) {
            try {
                return work.apply(current);
            } catch (AgentException e) {
                if (e.code() != ErrorCode.SANDBOX_LOST || closed || ++reconnects > MAX_RECONNECTS) {
                    throw e;
                }
                context.warn("sandbox.lost", "the sandbox is started again, because " + e.getMessage());
                current.close();
                current = reopen(e, false);
            }
        }
    }

    /** Waits for an engine that is down; throws the last failure after the timeout. */
    private Sandbox reopen(AgentException cause, boolean alreadyWarned) {
        long deadline = System.nanoTime() + engineTimeout.toNanos();
        AgentException last = cause;
        boolean warned = alreadyWarned;
        while (System.nanoTime() < deadline) {
            context.throwIfCancelled();
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
        context.warn("sandbox.waits", "the run waits for its sandbox: " + reason.getMessage());
    }

    private Sandbox open() {
        Sandbox opened;
        try (var timer = OperationTimer.start("start of a sandbox run=" + context.run(), SLOW_START)) {
            opened = opener.get();
        }
        opened.listen(output);
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
