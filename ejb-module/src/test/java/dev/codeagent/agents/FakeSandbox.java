package dev.codeagent.agents;

import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import java.util.List;
import java.util.function.Function;

/** A sandbox for tests of which only the calls are used. */
record FakeSandbox(Function<ToolCall, ToolResult> calls) implements Sandbox {

    @Override
    public ToolResult call(ToolCall call) {
        return calls.apply(call);
    }

    @Override
    public ProjectInfo projectInfo() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> prepare(String callId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TestReport runTests(String callId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] exportPatch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
