package dev.codeagent.client.api;

import java.util.List;

/** How an agent of a project works. */
public record AgentConfiguration(
        String agent,
        List<ModelReference> models,
        int maxTurns,
        String instructions,
        String temperature,
        String effort,
        int maxOutputTokens,
        List<String> allowedProviders) {

    /** A provider and one of its models; an empty model is the provider's default. */
    public record ModelReference(String provider, String model) {}
}
