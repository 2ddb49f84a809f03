package dev.codeagent.sandbox;

import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import java.util.List;

/** An executor in one workspace, isolated by its launcher. Calls block, and one thread makes them. */
public interface Sandbox extends AutoCloseable {

    /**
     * Makes the call. If the executor finished a call with this id before, it returns the stored result, so a call is
     * simply made again after a crash. If the outcome of an earlier call is not known, returns UNKNOWN and does not
     * repeat it.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_LOST if the executor ended, CANCELLED after {@link #close}
     */
    ToolResult call(ToolCall call);

    /** From now on the listener receives the output of calls that have an id, while they run. */
    default void listen(OutputListener listener) {}

    /** The build tools of the project, as the executor detects them. */
    ProjectInfo projectInfo();

    /**
     * Fills the dependency caches of the project, with network.
     *
     * @return the errors; empty if all dependencies are available
     */
    List<String> prepare(String callId);

    /** Runs the tests of the project under the id of the call and returns their report. */
    TestReport runTests(String callId);

    /** The binary patch from the base to the workspace. */
    byte[] exportPatch();

    /** What agents wrote that is not part of the patch, such as ignored files. */
    default List<LeftOutPath> listUnexported() {
        return List.of();
    }

    /** Stops the executor and every process in the sandbox, within a second; callable from any thread. */
    @Override
    void close();
}
