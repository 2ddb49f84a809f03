package dev.codeagent.agents;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.tool.ToolSpec;
import java.util.List;

/**
 * One agent's work at one step of a run.
 *
 * @param step the step's id, unique in its run, e.g. {@code coding-2}
 * @param prompt the user message that opens the step
 * @param models the models to ask, in order of preference
 * @param attempt how often the run was taken up, so that a repeated turn writes a new block
 * @param recordedTurns the turns of this step that are in the journal already
 */
public record AgentTask(
        String step,
        AgentConfiguration configuration,
        String prompt,
        List<ModelRef> models,
        List<ToolSpec> tools,
        int attempt,
        List<RecordedTurn> recordedTurns) {
    public AgentTask {
        models = List.copyOf(models);
        tools = List.copyOf(tools);
        recordedTurns = List.copyOf(recordedTurns);
    }
}
