package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import java.util.List;

/** A build tool that can run a project's tests. */
public interface TestRunner {

    /** Whether the workspace is built by this tool. */
    boolean fits();

    /** Runs the tests, all of them where the filter is empty. */
    Result run(Call call, String filter);

    static TestRunner find(List<TestRunner> runners) {
        return runners.stream()
                .filter(TestRunner::fits)
                .findFirst()
                .orElseThrow(() -> new ToolError("no supported build found (pom.xml); use run_command"));
    }
}
