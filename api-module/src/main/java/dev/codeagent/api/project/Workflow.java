package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The agents that each command runs, in order, and how often the review may send the work back to coding.
 *
 * @param commands for example {@code /build} mapped to all five agents
 */
public record Workflow(Map<String, List<AgentName>> commands, int reviewRounds) {
    public Workflow {
        commands = Map.copyOf(commands);
    }

    /**
     * Returns the agents of a command in their order.
     *
     * @throws AgentException UNKNOWN_COMMAND if there is no such command; the message lists the existing ones
     */
    public List<AgentName> agents(String command) {
        List<AgentName> agents = commands.get(command);
        if (agents == null) {
            throw new AgentException(
                            ErrorCode.UNKNOWN_COMMAND,
                            "unknown command '" + command + "'" + CommandSyntax.didYouMean(command, commands.keySet())
                                    + "; use one of "
                                    + String.join(", ", new TreeSet<>(commands.keySet())))
                    .inField("command");
        }
        return agents;
    }
}
