package dev.codeagent.api.project;

import dev.codeagent.api.agent.AgentName;
import java.util.List;
import java.util.Map;

/**
 * Which agents a command runs, in order, and how often review may send the work back to coding.
 *
 * @param commands e.g. {@code /build} to all five
 */
public record Workflow(Map<String, List<AgentName>> commands, int reviewRounds) {
    public Workflow {
        commands = Map.copyOf(commands);
    }
}
