package dev.codeagent.orchestrator;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.project.Workflow;
import java.util.List;

/** A command and the agents that it runs. */
record SlashCommand(String name, List<AgentName> agents) {

    /** UNKNOWN_COMMAND, naming those that the project's workflow has. */
    static SlashCommand resolve(String name, Workflow workflow) {
        return new SlashCommand(name, workflow.agents(name));
    }

    /** Whether an agent of the command may change files, so that tests are run before and after. */
    static boolean mayEdit(List<AgentName> agents) {
        return agents.contains(AgentName.CODING) || agents.contains(AgentName.TESTING);
    }
}
