package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RunId;

/** Creates the workflow of a run. */
public interface RunWorkflowFactory {

    RunWorkflow create(RunContext context);

    /** The run is over: removes what it holds outside of its sandbox. Not called when only the server stops. */
    void release(RunId run);
}
