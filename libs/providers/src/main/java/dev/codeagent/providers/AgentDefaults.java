package dev.codeagent.providers;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.provider.ModelRef;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The default models and fallbacks of each agent and the agents of each command, read from the resource {@code
 * agents.json} (the table in the architecture document).
 */
public final class AgentDefaults {
    private AgentDefaults() {}

    public static List<AgentConfiguration> agents(int maxTurns) {
        return ProviderPresets.readResource("/providers/agents.json")
                .getJsonArray("agents")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(a -> new AgentConfiguration(AgentName.of(a.getString("agent")), models(a), maxTurns, ""))
                .toList();
    }

    private static List<ModelRef> models(JsonObject agent) {
        return agent.getJsonArray("models").getValuesAs(JsonString.class).stream()
                .map(m -> ModelRef.parse(m.getString()))
                .toList();
    }

    public static Workflow workflow(int reviewRounds) {
        var commands = new LinkedHashMap<String, List<AgentName>>();
        ProviderPresets.readResource("/providers/agents.json")
                .getJsonObject("commands")
                .forEach((command, agents) -> commands.put(
                        command,
                        agents.asJsonArray().getValuesAs(JsonString.class).stream()
                                .map(a -> AgentName.of(a.getString()))
                                .toList()));
        return new Workflow(commands, reviewRounds);
    }
}
