package dev.codeagent.api.agent;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Configuration of one agent in a project.
 *
 * @param models in order of preference: the default, then fallbacks
 * @param maxTurns the maximum number of turns of a step
 * @param instructions project-specific instructions that are added to the agent's profile
 * @param temperature a decimal number from 0 to 2; empty for the model's own
 * @param effort the level of reasoning effort; empty for the model's own
 * @param maxOutputTokens the limit of one answer; 0 for the model's own
 * @param allowedProviders the only providers that may receive the project's code from this agent; empty for all
 */
public record AgentConfiguration(
        AgentName agent,
        List<ModelRef> models,
        int maxTurns,
        String instructions,
        String temperature,
        String effort,
        int maxOutputTokens,
        List<ProviderId> allowedProviders) {
    private static final double MAX_TEMPERATURE = 2;

    public AgentConfiguration {
        models = List.copyOf(models);
        allowedProviders = List.copyOf(allowedProviders);
        String place = "of agent " + agent.wireName() + ": ";
        if (maxTurns < 1 || maxTurns > 1000) {
            throw AgentException.invalidValue("maxTurns " + place + maxTurns + " is not allowed; use 1 to 1000")
                    .inField("maxTurns");
        }
        if (maxOutputTokens < 0) {
            throw AgentException.invalidValue("maxOutputTokens " + place + maxOutputTokens
                            + " is not allowed; use 0 for the model's own limit")
                    .inField("maxOutputTokens");
        }
        if (!temperature.isEmpty() && !isTemperature(temperature)) {
            throw AgentException.invalidValue("temperature " + place + "'" + temperature
                            + "' is not a number from 0 to 2, for example 0.2")
                    .inField("temperature");
        }
    }

    /** A configuration with the model's own parameters that allows all providers. */
    public AgentConfiguration(AgentName agent, List<ModelRef> models, int maxTurns, String instructions) {
        this(agent, models, maxTurns, instructions, "", "", 0, List.of());
    }

    private static boolean isTemperature(String text) {
        return text.matches("\\d(\\.\\d{1,4})?") && Double.parseDouble(text) <= MAX_TEMPERATURE;
    }

    public GenerationParameters parameters() {
        return new GenerationParameters(
                maxOutputTokens == 0 ? OptionalInt.empty() : OptionalInt.of(maxOutputTokens),
                temperature.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(temperature)),
                Optional.of(effort).filter(level -> !level.isEmpty()),
                Optional.empty());
    }
}
