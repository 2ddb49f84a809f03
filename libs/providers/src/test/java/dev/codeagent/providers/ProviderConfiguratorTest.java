package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderService.ProviderTestResult;
import dev.codeagent.api.provider.ProviderService.TestedProvider;
import dev.codeagent.api.security.Caller;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Providers are tested before they are stored, and a change keeps what it does not name. */
class ProviderConfiguratorTest {
    private static final String KEY = "sk-right";
    private static final ProviderId MINE = new ProviderId("mine");

    private final InMemoryProviderStore store = new InMemoryProviderStore();
    private final InMemoryCredentialStore credentials = new InMemoryCredentialStore();
    private final Map<String, String> environment = new HashMap<>();

    private ProviderConfigurator configurator() {
        var http = new ProviderHttpClient(
                HttpClient::newHttpClient, new EnvironmentProxySelector(Map.of(), Optional.empty()));
        ConfiguredProviders.ProviderFactory openAi =
                (configuration, key) -> new OpenAiChatProvider(new ProviderSetup(http, configuration, key));
        ProviderPresets presets = ProviderPresets.load(environment);
        var registry = new ConfiguredProviders(
                presets, List.of(), store, credentials, environment, Map.of("openai", openAi, "azure", openAi));
        return new ProviderConfigurator(
                registry,
                presets,
                store,
                credentials,
                new ProviderTester(
                        registry, new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults())));
    }

    private static ProviderConfiguration change(String id, String url, String model, Price... prices) {
        return new ProviderConfiguration(
                new ProviderId(id), "", URI.create(url), model, List.of(prices), Duration.ZERO, Duration.ZERO);
    }

    private TestedProvider putTested(String id, String url, String model, String key) {
        return configurator()
                .putTested(
                        Caller.LOCAL, change(id, url, model), Optional.of(key).filter(k -> !k.isEmpty()));
    }

    private static void assertRefused(Runnable call, ErrorCode code, String... parts) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(parts);
    }

    @Test
    void storesWhatAnswers() throws IOException {
        try (var server = new KeyedModelServer(KEY, true, "text-embed-1", "m-1", "m-2")) {
            TestedProvider stored = putTested("mine", server.url(), "", KEY);

            assertThat(stored.hasKey()).isTrue();
            assertThat(stored.test().model()).isEqualTo("m-1");
            assertThat(stored.test().answer()).isEqualTo("OK");
            assertThat(stored.test().models()).containsExactly("m-1", "m-2");
            assertThat(stored.test().message()).contains("model m-1 said \"OK\" after", "2 models");
            assertThat(server.asked).singleElement().satisfies(request -> {
                assertThat(request.getInt("max_tokens")).isBetween(1, 64);
                assertThat(request.getString("model")).isEqualTo("m-1");
            });
            assertThat(store.list())
                    .extracting(ProviderConfiguration::defaultModel)
                    .containsExactly("");
        }
    }

    @Test
    void aWrongKeyIsRefusedAndNotStored() throws IOException {
        try (var server = new KeyedModelServer(KEY, true, "m-1")) {
            assertRefused(
                    () -> putTested("mine", server.url(), "", "sk-wrong"),
                    ErrorCode.PROVIDER_KEY_REJECTED,
                    "rejected the key (HTTP 401)",
                    "nothing was stored");

            assertThat(store.list()).isEmpty();
            assertThat(credentials.contains(MINE)).isFalse();
        }
    }

    @Test
    void aWrongKeyIsFoundByAServerThatListsModelsForEveryone() throws IOException {
        try (var server = new KeyedModelServer(KEY, false, "m-1")) {
            assertRefused(
                    () -> putTested("mine", server.url(), "m-1", "sk-wrong"),
                    ErrorCode.PROVIDER_KEY_REJECTED,
                    "rejected the key");
            assertThat(putTested("mine", server.url(), "m-1", KEY).test().model())
                    .isEqualTo("m-1");
        }
    }

    @Test
    void aWrongKeyDoesNotReplaceTheRightOne() throws IOException {
        try (var server = new KeyedModelServer(KEY, true, "m-1")) {
            putTested("mine", server.url(), "", KEY);

            assertRefused(
                    () -> putTested("mine", "", "", "sk-wrong"), ErrorCode.PROVIDER_KEY_REJECTED, "nothing was stored");

            assertThat(configurator().test(Caller.LOCAL, MINE).ok()).isTrue();
        }
    }

    @Test
    void aServerThatCannotAnswerNowIsStored() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            byte[] loading = "{\"error\":{\"message\":\"Loading model\"}}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, loading.length);
            exchange.getResponseBody().write(loading);
            exchange.close();
        });
        server.start();
        try {
            var stored =
                    putTested("mine", "http://127.0.0.1:" + server.getAddress().getPort() + "/v1", "m-1", KEY);

            assertThat(stored.test().ok()).isFalse();
            assertThat(stored.test().code()).isEqualTo("PROVIDER_LOADING");
            assertThat(store.list()).hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anUnreachableHostIsNamed() {
        assertRefused(
                () -> putTested("mine", "http://127.0.0.1:9/v1", "", KEY),
                ErrorCode.PROVIDER_UNREACHABLE,
                "http://127.0.0.1:9/v1",
                "nothing was stored");
        assertThat(store.list()).isEmpty();
    }

    @Test
    void anUnknownModelIsAnsweredWithTheNearestNames() throws IOException {
        try (var server = new KeyedModelServer(KEY, true, "coder-large", "coder-small", "painter")) {
            assertRefused(
                    () -> putTested("mine", server.url(), "coder-larg", KEY),
                    ErrorCode.UNKNOWN_MODEL,
                    "no model 'coder-larg'",
                    "did you mean coder-large",
                    "nothing was stored");
            assertRefused(
                    () -> putTested("mine", server.url(), "zzz", KEY),
                    ErrorCode.UNKNOWN_MODEL,
                    "it has coder-large, coder-small, painter");
        }
    }

    @Test
    void aServerWithoutModelsIsNotReady() throws IOException {
        try (var server = new KeyedModelServer(KEY, true)) {
            assertRefused(() -> putTested("mine", server.url(), "", KEY), ErrorCode.NO_PROVIDER, "has no model");
        }
        try (var server = new KeyedModelServer(KEY, true, "nomic-embed-text")) {
            assertRefused(() -> putTested("mine", server.url(), "", KEY), ErrorCode.NO_PROVIDER, "has no model");
        }
    }

    @Test
    void addingAgainKeepsWhatIsNotNamed() throws IOException {
        try (var server = new KeyedModelServer(KEY, true, "m-1", "m-2")) {
            var price = new Price("m-2", "1", "2", "");
            var first = new ProviderConfiguration(
                    MINE,
                    "",
                    URI.create(server.url()),
                    "m-2",
                    List.of(price),
                    Duration.ofSeconds(7),
                    Duration.ofSeconds(8));
            configurator().put(Caller.LOCAL, first, Optional.of(KEY));

            putTested("mine", "", "", "");
            putTested("mine", "", "m-1", "");

            assertThat(store.list()).singleElement().satisfies(stored -> {
                assertThat(stored.defaultModel()).isEqualTo("m-1");
                assertThat(stored.prices()).containsExactly(price);
                assertThat(stored.firstByte()).isEqualTo(Duration.ofSeconds(7));
                assertThat(stored.betweenBytes()).isEqualTo(Duration.ofSeconds(8));
                assertThat(stored.baseUrl()).hasToString(server.url());
            });
            assertThat(server.asked).extracting(r -> r.getString("model")).containsExactly("m-2", "m-1");
        }
    }

    @Test
    void aKnownProviderNeedsNoAddress() {
        configurator().put(Caller.LOCAL, change("openai", "", ""), Optional.of(KEY));

        assertThat(store.list()).singleElement().satisfies(stored -> {
            assertThat(stored.baseUrl()).hasToString("https://api.openai.com/v1");
            assertThat(stored.wire()).isEqualTo("openai");
        });
    }

    @Test
    void aKnownProviderWithoutKeySaysWhichVariableUsuallyHasIt() {
        assertRefused(
                () -> putTested("openai", "", "", ""),
                ErrorCode.INVALID_VALUE,
                "needs a key",
                "--key-env OPENAI_API_KEY");
    }

    @Test
    void anUnknownProtocolIsRefusedWithoutItsText() {
        var wrong = new ProviderConfiguration(
                MINE,
                "sk-in-the-wrong-field",
                URI.create("http://a.test/v1"),
                "",
                List.of(),
                Duration.ZERO,
                Duration.ZERO);

        assertThatThrownBy(() -> configurator().put(Caller.LOCAL, wrong, Optional.empty()))
                .hasMessageContaining("it speaks azure, openai")
                .hasMessageNotContaining("sk-in-the-wrong-field");
        assertThat(store.list()).isEmpty();
    }

    @Test
    void anUnknownProviderNeedsAnAddress() {
        assertRefused(
                () -> putTested("nobody", "", "", KEY),
                ErrorCode.INVALID_VALUE,
                "needs its address",
                "anthropic, openai");
        assertRefused(() -> putTested("antropic", "", "", KEY), ErrorCode.INVALID_VALUE, "(did you mean 'anthropic'?)");
        assertThatThrownBy(() -> configurator().test(Caller.LOCAL, new ProviderId("antropic")))
                .hasMessageContaining("no provider 'antropic' (did you mean 'anthropic'?)");
        assertRefused(() -> putTested("xai", "", "", KEY), ErrorCode.INVALID_VALUE, "'xai' is known as 'grok'");
        assertRefused(
                () -> putTested("azure", "", "", KEY), ErrorCode.INVALID_VALUE, "https://RESOURCE.openai.azure.com");
    }

    @Test
    void anAddressOfTheEnvironmentIsThatOfThePreset() {
        environment.put("AZURE_OPENAI_ENDPOINT", "https://house.openai.azure.test/openai/v1");

        configurator().put(Caller.LOCAL, change("azure", "", "deployment-1"), Optional.of(KEY));

        assertThat(store.list()).singleElement().satisfies(stored -> {
            assertThat(stored.baseUrl()).hasToString("https://house.openai.azure.test/openai/v1");
            assertThat(stored.wire()).isEqualTo("azure");
        });
    }

    @Test
    void theTestOfAStoredProviderSaysWhatAnswered() throws IOException {
        try (var server = new KeyedModelServer(KEY, true, "m-1")) {
            configurator().put(Caller.LOCAL, change("mine", server.url(), "m-9"), Optional.of(KEY));

            ProviderTestResult wrongModel = configurator().test(Caller.LOCAL, MINE);
            configurator().put(Caller.LOCAL, change("mine", "", "m-1"), Optional.empty());
            ProviderTestResult right = configurator().test(Caller.LOCAL, MINE);

            assertThat(wrongModel.ok()).isFalse();
            assertThat(wrongModel.code()).isEqualTo("UNKNOWN_MODEL");
            assertThat(wrongModel.models()).containsExactly("m-1");
            assertThat(right.ok()).isTrue();
            assertThat(right.millis()).isNotNegative();
        }
    }
}
