package dev.codeagent.client.api;

import java.util.List;

/** The body that replaces the configuration of an agent; 0 turns keep their number. */
public record AgentChange(
        List<AgentConfiguration.ModelReference> models,
        int maxTurns,
        String instructions,
        String temperature,
        String effort,
        int maxOutputTokens,
        List<String> allowedProviders) {}
