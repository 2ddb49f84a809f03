package dev.codeagent.providers;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.ConfiguredProviders.ProviderFactory;
import dev.codeagent.providers.anthropic.AnthropicProvider;
import dev.codeagent.providers.azure.AzureOpenAiProvider;
import dev.codeagent.providers.cohere.CohereProvider;
import dev.codeagent.providers.dockermodel.DockerModelProvider;
import dev.codeagent.providers.gemini.GeminiProvider;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.lmstudio.LmStudioProvider;
import dev.codeagent.providers.mistral.MistralProvider;
import dev.codeagent.providers.ollama.OllamaProvider;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.responses.OpenAiResponsesProvider;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The protocols that this server speaks, by the name that configurations use. {@code WirePlacesTest} names the other places
 * that a new wire needs.
 */
public final class ProviderWires {
    private static final Map<String, Function<ProviderSetup, LlmProvider>> CODECS = Map.of(
            "anthropic", AnthropicProvider::new,
            "azure", AzureOpenAiProvider::new,
            "cohere", CohereProvider::new,
            "docker", DockerModelProvider::new,
            "gemini", GeminiProvider::new,
            "lmstudio", LmStudioProvider::new,
            "mistral", MistralProvider::new,
            "ollama", OllamaProvider::new,
            "openai", OpenAiChatProvider::new,
            "responses", OpenAiResponsesProvider::new);

    private ProviderWires() {}

    public static Set<String> names() {
        return CODECS.keySet();
    }

    /** The factories of all wires, whose providers share the client. */
    public static Map<String, ProviderFactory> factories(ProviderHttpClient http) {
        return CODECS.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        codec -> (configuration, key) ->
                                codec.getValue().apply(new ProviderSetup(http, configuration, key))));
    }
}
