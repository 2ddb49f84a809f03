package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration;
import java.util.List;

/**
 * Configuration that a project copies from the server's defaults when it is created; later changes of the defaults do
 * not affect it.
 */
public record ProjectConfiguration(
        List<AgentConfiguration> agents, List<ProviderConfiguration> providers, Workflow workflow) {
    public ProjectConfiguration {
        agents = List.copyOf(agents);
        providers = List.copyOf(providers);
    }
}
