package dev.codeagent.client.api;

import java.util.List;
import java.util.Map;

/** The configuration that a project copied when it was created. */
public record ProjectSetup(List<AgentConfiguration> agents, List<ProviderConfiguration> providers, Workflow workflow) {

    /** The agents of each command. */
    public record Workflow(Map<String, List<String>> commands, int reviewRounds) {}
}
