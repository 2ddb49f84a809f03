package dev.codeagent.agents;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.tool.ToolSpec;
import java.util.List;

/** Runs the tool calls that a model asked for. */
public interface ToolCallExecutor {

    /** Makes a journaled call and gives its outcome; what is wrong with a call is an outcome, not an exception. */
    RunEvent.ToolFinished execute(RunEvent.ToolCalled call, List<ToolSpec> allowed);
}
