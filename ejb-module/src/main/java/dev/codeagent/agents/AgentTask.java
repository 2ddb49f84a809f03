package dev.codeagent.agents;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.tools.ToolSpec;
import java.util.List;

/**
 * One agent's work at one step of a run.
 *
 * @param step the step's id, unique in its run, e.g. {@code coding-2}
 * @param opening the user message that opens the step
 * @param models the models to ask, in order of preference
 * @param attempt how often the run was taken up, so that a repeated turn writes a new block
 * @param done the turns of this step that are in the journal already
 */
public record AgentTask(
        String step,
        AgentConfiguration configuration,
        String opening,
        List<ModelRef> models,
        List<ToolSpec> tools,
        int attempt,
        List<PastTurn> done) {
    public AgentTask {
        models = List.copyOf(models);
        tools = List.copyOf(tools);
        done = List.copyOf(done);
    }
}
