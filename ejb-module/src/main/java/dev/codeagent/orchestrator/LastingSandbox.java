package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A sandbox that is opened anew where its executor or its engine dies. A call is then asked for again under its id, so what
 * was done is not done twice, and what cannot be known comes back as unknown.
 */
final class LastingSandbox implements Sandbox {
    private static final int MOST_DEATHS = 5;

    private final RunContext context;
    private final Supplier<Sandbox> opening;
    private final Runnable check;
    private final Duration patience;
    private final Duration pause;
    private volatile Sandbox current;
    private volatile boolean closed;
    private int deaths;

    /**
     * @param opening opens the workspace's sandbox; an exception where that cannot be done now
     * @param check an exception where no sandbox can be opened at all now, as when the engine is gone
     * @param patience how long an engine that is gone is waited for
     * @param pause between two tries
     */
    LastingSandbox(RunContext context, Supplier<Sandbox> opening, Runnable check, Duration patience, Duration pause) {
        this.context = context;
        this.opening = opening;
        this.check = check;
        this.patience = patience;
        this.pause = pause;
        this.current = first();
    }

    /** An engine that went away since it was chosen is waited for; whatever else fails is told. */
    private Sandbox first() {
        try {
            return open();
        } catch (AgentException e) {
            if (e.code() == ErrorCode.CANCELLED || !gone()) {
                throw e;
            }
            tellWaiting(e);
            return reopen(e, true);
        }
    }

    private boolean gone() {
        try {
            check.run();
            return false;
        } catch (AgentException e) {
            return true;
        }
    }

    @Override
    public ToolResult call(ToolCall call) {
        return lasting(sandbox -> sandbox.call(call));
    }

    @Override
    public ProjectInfo projectInfo() {
        return lasting(Sandbox::projectInfo);
    }

    /** Fetching twice does no harm, so what died is begun anew. */
    @Override
    public List<String> prepare(String callId) {
        int before = deaths;
        return lasting(sandbox -> sandbox.prepare(deaths == before ? callId : callId + "-" + deaths));
    }

    /** Tests may run twice, so a run that died is begun anew. */
    @Override
    public TestReport runTests(String callId) {
        int before = deaths;
        return lasting(sandbox -> sandbox.runTests(deaths == before ? callId : callId + "-" + deaths));
    }

    @Override
    public byte[] exportPatch() {
        return lasting(Sandbox::exportPatch);
    }

    private <T> T lasting(Function<Sandbox, T> work) {
        while (true) {
            try {
                return work.apply(current);
            } catch (AgentException e) {
                if (e.code() != ErrorCode.SANDBOX_LOST || closed || ++deaths > MOST_DEATHS) {
                    throw e;
                }
                context.log().warn("sandbox.lost", "the sandbox is started anew, because " + e.getMessage());
                current.close();
                current = reopen(e, false);
            }
        }
    }

    /** Waits for an engine that is gone; the first failure is what is told in the end. */
    private Sandbox reopen(AgentException death, boolean alreadyTold) {
        long deadline = System.nanoTime() + patience.toNanos();
        AgentException last = death;
        boolean told = alreadyTold;
        while (System.nanoTime() < deadline) {
            context.cancel().throwIfCancelled();
            try {
                return open();
            } catch (AgentException e) {
                last = e;
                if (e.code() == ErrorCode.CANCELLED) {
                    throw e;
                }
                if (!told) {
                    tellWaiting(e);
                    told = true;
                }
            }
            rest();
        }
        throw last;
    }

    private void tellWaiting(AgentException reason) {
        context.log().warn("sandbox.waits", "the run waits for its sandbox: " + reason.getMessage());
    }

    private Sandbox open() {
        Sandbox opened = opening.get();
        if (closed || context.cancel().isCancelled()) {
            opened.close();
        }
        return opened;
    }

    private void rest() {
        try {
            Thread.sleep(pause);
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
