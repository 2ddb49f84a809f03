package dev.codeagent.sandbox;

import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import java.util.List;

/** An executor at work in one workspace, behind the walls that its launcher put up. Calls block and are made by one thread. */
public interface Sandbox extends AutoCloseable {

    /**
     * Makes the call, or gives the remembered result where this id was already made: after a crash the executor is asked
     * first. A call whose outcome can't be known gives UNKNOWN and is not made again.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_LOST where the executor died, CANCELLED after
     *     {@link #close}
     */
    ToolResult call(ToolCall call);

    /** What the project is built with, as the executor sees it. */
    ProjectInfo projectInfo();

    /**
     * Fills the project's caches of dependencies, with network.
     *
     * @return what went wrong, in words; nothing where all is there
     */
    List<String> prepare(String callId);

    /** Runs the project's tests under the call's id and gives their report. */
    TestReport runTests(String callId);

    /** The binary patch of the workspace against its base. */
    byte[] exportPatch();

    /** Ends the executor and every process in the sandbox, within a second; may be called from any thread. */
    @Override
    void close();
}
