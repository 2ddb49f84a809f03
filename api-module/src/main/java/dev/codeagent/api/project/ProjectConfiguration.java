package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration;
import java.util.List;

/** What a project copies when it is created and keeps, whatever the server's defaults become later. */
public record ProjectConfiguration(
        List<AgentConfiguration> agents, List<ProviderConfiguration> providers, Workflow workflow) {
    public ProjectConfiguration {
        agents = List.copyOf(agents);
        providers = List.copyOf(providers);
    }
}
