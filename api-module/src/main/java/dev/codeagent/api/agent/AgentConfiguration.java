package dev.codeagent.api.agent;

import dev.codeagent.api.provider.ModelRef;
import java.util.List;

/**
 * How a project's agent works: its models in order of preference (default, then fallbacks), its limit of turns a step,
 * and instructions of the project's own, which are added to the agent's profile.
 */
public record AgentConfiguration(AgentName agent, List<ModelRef> models, int maxTurns, String instructions) {
    public AgentConfiguration {
        models = List.copyOf(models);
        if (maxTurns < 1 || maxTurns > 1000) {
            throw new dev.codeagent.api.error.AgentException(
                    dev.codeagent.api.error.ErrorCode.INVALID_VALUE,
                    "maxTurns of agent " + agent.wireName() + " is " + maxTurns + "; it must be 1 to 1000");
        }
    }
}
