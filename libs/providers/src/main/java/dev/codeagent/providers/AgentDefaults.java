package dev.codeagent.providers;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.providers.catalog.ModelCatalog;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The default models and fallbacks of each agent and the agents of each command. The resource {@code agents.json} has
 * the table of the architecture document as roles; the catalogue says which model has a role today.
 */
public final class AgentDefaults {
    private AgentDefaults() {}

    public static List<AgentConfiguration> agents(int maxTurns, ModelCatalog catalog) {
        return ProviderPresets.readResource("/providers/agents.json")
                .getJsonArray("agents")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(a -> new AgentConfiguration(AgentName.of(a.getString("agent")), models(a, catalog), maxTurns, ""))
                .toList();
    }

    private static List<ModelRef> models(JsonObject agent, ModelCatalog catalog) {
        return agent.getJsonArray("roles").getValuesAs(JsonString.class).stream()
                .map(role -> catalog.model(role.getString()))
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
