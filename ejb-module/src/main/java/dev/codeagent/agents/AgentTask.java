package dev.codeagent.agents;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.chat.Image;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.tool.ToolSpec;
import java.util.List;

/**
 * The input of one agent for one step of a run.
 *
 * @param step the step's id, unique in its run, e.g. {@code coding-2}
 * @param prompt the user message that opens the step
 * @param images what the user attached to the prompt
 * @param models the models to request, in order of preference
 * @param attempt how often the run was started, so that a repeated turn gets new blocks
 * @param failingTests whether tests failed, or the build, before the first edit of the run
 * @param recordedTurns the turns of this step that are already in the journal
 */
public record AgentTask(
        String step,
        AgentConfiguration configuration,
        String prompt,
        List<Image> images,
        List<ModelRef> models,
        List<ToolSpec> tools,
        int attempt,
        List<RecordedTurn> recordedTurns,
        boolean failingTests) {
    public AgentTask {
        images = List.copyOf(images);
        models = List.copyOf(models);
        tools = List.copyOf(tools);
        recordedTurns = List.copyOf(recordedTurns);
    }

    /** A task without images. */
    public AgentTask(
            String step,
            AgentConfiguration configuration,
            String prompt,
            List<ModelRef> models,
            List<ToolSpec> tools,
            int attempt,
            List<RecordedTurn> recordedTurns,
            boolean failingTests) {
        this(step, configuration, prompt, List.of(), models, tools, attempt, recordedTurns, failingTests);
    }
}
