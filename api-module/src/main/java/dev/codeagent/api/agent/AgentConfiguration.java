package dev.codeagent.api.agent;

import dev.codeagent.api.provider.ModelRef;
import java.util.List;

/**
 * Configuration of one agent in a project: its models in order of preference (the default, then fallbacks), the maximum
 * number of turns per step, and project-specific instructions that are added to the agent's profile.
 */
public record AgentConfiguration(AgentName agent, List<ModelRef> models, int maxTurns, String instructions) {
    public AgentConfiguration {
        models = List.copyOf(models);
        if (maxTurns < 1 || maxTurns > 1000) {
            throw new dev.codeagent.api.error.AgentException(
                    dev.codeagent.api.error.ErrorCode.INVALID_VALUE,
                    "maxTurns of agent " + agent.wireName() + ": " + maxTurns + " is not allowed; use 1 to 1000");
        }
    }
}
