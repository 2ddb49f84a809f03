package dev.codeagent.api.provider;

/**
 * What the API of a provider offers, whatever model is used.
 *
 * @param streaming answers arrive in pieces
 * @param toolCalls models can call tools through the API
 * @param images messages of the user may contain images
 * @param thinking the model's thinking is returned
 * @param structuredOutput answers can be forced into a JSON schema
 * @param promptCaching the provider caches prefixes of requests
 * @param fillInMiddle text can be requested between a prefix and a suffix
 * @param modelInstallation models can be downloaded to the server of the provider and removed from it
 */
public record ProviderCapabilities(
        boolean streaming,
        boolean toolCalls,
        boolean images,
        boolean thinking,
        boolean structuredOutput,
        boolean promptCaching,
        boolean fillInMiddle,
        boolean modelInstallation) {}
