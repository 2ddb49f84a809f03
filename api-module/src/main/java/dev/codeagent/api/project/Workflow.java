package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which agents a command runs, in order, and how often review may send the work back to coding.
 *
 * @param commands e.g. {@code /build} to all five
 */
public record Workflow(Map<String, List<AgentName>> commands, int reviewRounds) {
    public Workflow {
        commands = Map.copyOf(commands);
    }

    /** The agents of a command in their order; UNKNOWN_COMMAND, naming those that there are. */
    public List<AgentName> agents(String command) {
        List<AgentName> agents = commands.get(command);
        if (agents == null) {
            throw new AgentException(
                    ErrorCode.UNKNOWN_COMMAND,
                    "no command '" + command + "'; there are " + String.join(", ", new TreeSet<>(commands.keySet())));
        }
        return agents;
    }
}
