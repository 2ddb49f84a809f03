package dev.codeagent.agents;

import dev.codeagent.api.agent.AgentName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The system prompt of an agent, read from the resource {@code agents/NAME.md}, or {@code agents/NAME.compact.md} for models
 * with small windows.
 */
public record AgentProfile(AgentName agent, String prompt) {

    public static AgentProfile load(AgentName agent) {
        return load(agent, ".md");
    }

    static AgentProfile loadCompact(AgentName agent) {
        return load(agent, ".compact.md");
    }

    private static AgentProfile load(AgentName agent, String suffix) {
        String resource = "/agents/" + agent.wireName() + suffix;
        try (InputStream in = AgentProfile.class.getResourceAsStream(resource)) {
            return new AgentProfile(agent, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the profile " + resource, e);
        }
    }

    /** The system prompt: the first line names the agent, the project's own instructions come last. */
    public String systemPrompt(String projectInstructions) {
        String projectSection =
                projectInstructions.isBlank() ? "" : "\n\nThe project's own instructions:\n" + projectInstructions;
        return "agent: " + agent.wireName() + "\n" + prompt.strip() + projectSection;
    }
}
