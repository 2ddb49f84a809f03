package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.security.Caller;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.ModelSelector;
import dev.codeagent.providers.ProviderConfigurator;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.ProviderTester;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The providers of a server, with stores in memory: what REST and runs call. */
final class ProviderFixture {
    private final Map<ProviderId, ProviderConfiguration> stored = new HashMap<>();
    private final Map<ProviderId, Secret> keys = new HashMap<>();
    final ConfiguredProviders registry;
    private final ProviderConfigurator configurator;

    /** @param environment of the server; may contain keys */
    ProviderFixture(Map<String, String> environment) {
        var store = new MemoryProviderStore();
        var credentials = new MemoryCredentialStore();
        registry = new ConfiguredProviders(
                ProviderPresets.load(environment),
                List.of(),
                store,
                credentials,
                environment,
                Map.of("openai", ProviderFixture::connect));
        configurator = new ProviderConfigurator(
                registry,
                ProviderPresets.load(environment),
                store,
                credentials,
                new ProviderTester(
                        registry, new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults())));
    }

    static OpenAiChatProvider connect(ProviderConfiguration configuration, Optional<Secret> key) {
        var http = new ProviderHttpClient(
                HttpClient::newHttpClient, new EnvironmentProxySelector(Map.of(), Optional.empty()));
        return new OpenAiChatProvider(new ProviderSetup(http, configuration, key));
    }

    static ProviderConfiguration configuration(String id, String url, Price... prices) {
        return new ProviderConfiguration(
                new ProviderId(id),
                "openai",
                URI.create(url),
                "m-1",
                List.of(prices),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
    }

    void put(ProviderConfiguration configuration, String key) {
        configurator.put(Caller.LOCAL, configuration, Optional.of(key));
    }

    String test(String id) {
        return configurator.test(Caller.LOCAL, new ProviderId(id)).toString();
    }

    boolean isStored(String id) {
        return stored.containsKey(new ProviderId(id));
    }

    /** Requests a turn; returns the answer, or the message of the failure. */
    static String requestTurn(String url, String key, StringBuilder deltas) {
        try {
            McpResponse response = connect(configuration("mine", url), Optional.of(new Secret(key)))
                    .sendMessage(
                            McpMessage.of(
                                    new SystemInstructions(""),
                                    SegmentedContext.task(List.of(new ChatMessage.User("hello"))),
                                    List.of()),
                            new ProviderContext(
                                    "m-1",
                                    ModelTraits.UNKNOWN,
                                    GenerationParameters.DEFAULT,
                                    true,
                                    new DeltaCollector(deltas),
                                    new CancellationToken()));
            return "answered: " + response;
        } catch (AgentException e) {
            return "refused: " + e.code() + " " + e.getMessage();
        }
    }

    private record DeltaCollector(StringBuilder deltas) implements TurnListener {
        @Override
        public void onDelta(String kind, String text) {
            deltas.append(text.length() < 100 ? text : "");
        }

        @Override
        public void onRestart(String reason) {}

        @Override
        public void onNotice(String code, String text) {}
    }

    private final class MemoryProviderStore implements ProviderStore {
        @Override
        public List<ProviderConfiguration> list() {
            return List.copyOf(stored.values());
        }

        @Override
        public Optional<ProviderConfiguration> find(ProviderId id) {
            return Optional.ofNullable(stored.get(id));
        }

        @Override
        public void put(ProviderConfiguration configuration) {
            stored.put(configuration.id(), configuration);
        }

        @Override
        public boolean remove(ProviderId id) {
            return stored.remove(id) != null;
        }
    }

    private final class MemoryCredentialStore implements CredentialStore {
        @Override
        public void put(ProviderId provider, Secret key) {
            keys.put(provider, key);
        }

        @Override
        public Optional<Secret> find(ProviderId provider) {
            return Optional.ofNullable(keys.get(provider));
        }

        @Override
        public boolean contains(ProviderId provider) {
            return keys.containsKey(provider);
        }

        @Override
        public boolean remove(ProviderId provider) {
            return keys.remove(provider) != null;
        }
    }
}
