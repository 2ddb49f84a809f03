package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderUrl;
import dev.codeagent.api.security.Caller;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key is sent to the scheme, host and port that it was given for, and only if a header can carry it. */
class ProviderKeyOriginTest {
    private static final String KEY = "sk-first-key";
    private static final String URL = "https://api.first.example/v1";
    private static final ProviderHttpClient UNREACHABLE = new ProviderHttpClient(
            () -> HttpClient.newBuilder()
                    .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", 9)))
                    .build(),
            new EnvironmentProxySelector(Map.of(), Optional.empty()));

    private final InMemoryProviderStore store = new InMemoryProviderStore();
    private final InMemoryCredentialStore credentials = new InMemoryCredentialStore();
    private final Map<String, String> environment = new HashMap<>();
    /** Which key was used for which address. */
    private final List<String> connections = new ArrayList<>();

    private ConfiguredProviders registry() {
        return new ConfiguredProviders(
                ProviderPresets.load(), List.of(), store, credentials, environment, Map.of("openai", this::connect));
    }

    private LlmProvider connect(ProviderConfiguration configuration, Optional<Secret> key) {
        connections.add(configuration.baseUrl() + " " + key.map(Secret::reveal).orElse("without key"));
        return new OpenAiChatProvider(new ProviderSetup(UNREACHABLE, configuration, key));
    }

    private ProviderConfigurator configurator() {
        return new ProviderConfigurator(
                registry(),
                ProviderPresets.load(),
                store,
                credentials,
                new ProviderTester(
                        registry(), new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults())));
    }

    private static ProviderConfiguration configuration(String id, String url, Price... prices) {
        return new ProviderConfiguration(
                new ProviderId(id), "openai", URI.create(url), "", List.of(prices), Duration.ZERO, Duration.ZERO);
    }

    private void put(String id, String url, String key) {
        configurator().put(Caller.LOCAL, configuration(id, url), Optional.of(key));
    }

    private void test(String id) {
        configurator().test(Caller.LOCAL, new ProviderId(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.second.example/v1",
                "https://api.first.example:8443/v1",
                "http://api.first.example/v1",
                "https://api.first.example.second.example/v1"
            })
    void anotherOriginNeedsTheKeyAgain(String other) {
        put("mine", URL, KEY);

        assertThatThrownBy(() -> put("mine", other, ""))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
                .hasMessageContaining("its stored key belongs to https://api.first.example:443")
                .hasMessageContaining("give the key for the new address")
                .hasMessageNotContaining(KEY);
        test("mine");

        assertThat(connections).containsExactly(URL + " " + KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.first.example/v2/other",
                "https://api.first.example:443/v1",
                "https://API.First.Example/v1"
            })
    void anotherPathOfTheSameOriginKeepsTheKey(String other) {
        put("mine", URL, KEY);

        put("mine", other, "");
        test("mine");

        assertThat(connections).containsExactly(other + " " + KEY);
    }

    @Test
    void aNewKeyMovesTheProvider() {
        put("mine", URL, KEY);

        put("mine", "https://api.second.example/v1", "sk-second-key");
        test("mine");

        assertThat(connections).containsExactly("https://api.second.example/v1 sk-second-key");
    }

    @Test
    void removingTheProviderRemovesItsKey() {
        put("mine", URL, KEY);
        configurator().remove(Caller.LOCAL, new ProviderId("mine"));

        put("mine", "https://api.second.example/v1", "");
        test("mine");

        assertThat(connections).containsExactly("https://api.second.example/v1 without key");
    }

    @Test
    void aKeyOfTheEnvironmentIsForTheAddressOfThePreset() {
        environment.put("OPENAI_API_KEY", " sk-environment\n");
        test("openai");
        put("openai", "https://proxy.example/v1", "");
        test("openai");
        put("openai", "https://api.openai.com/v2", "");
        test("openai");

        assertThat(connections)
                .containsExactly(
                        "https://api.openai.com/v1 sk-environment",
                        "https://proxy.example/v1 without key",
                        "https://api.openai.com/v2 sk-environment");
    }

    @Test
    void tellsWhyAProviderAtAnotherAddressHasNoKey() {
        put("mine", URL, KEY);

        assertThat(registry().unavailableReason(configuration("mine", "https://api.second.example/v1")))
                .contains("its key belongs to another address than https://api.second.example:443");
        assertThat(registry().unavailableReason(configuration("other", "https://api.second.example/v1")))
                .contains("it has no key");
    }

    @Test
    void aProjectsCopyWithAnotherAddressGetsNoKey() {
        put("mine", URL, KEY);

        registry().connect(configuration("mine", "https://copy.example/v1"));
        registry().connect(configuration("mine", "https://api.first.example/copy"));

        assertThat(connections)
                .containsExactly("https://copy.example/v1 without key", "https://api.first.example/copy " + KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-\nplanted",
                "sk-\r\nplanted",
                "sk-planted\n",
                "sk-\u0000planted",
                "sk-\tplanted",
                "sk-plänted",
                " sk-planted",
                "sk-planted ",
                "sk-\u007fplanted",
                "sk-\u2028planted",
                "   "
            })
    void refusesAKeyThatAHeaderCannotCarry(String key) {
        put("mine", URL, KEY);

        assertThatThrownBy(() -> put("mine", URL, key))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
                .hasMessageContaining("field 'apiKey': the key cannot be used: ")
                .hasMessageNotContaining("pl");
        test("mine");

        assertThat(connections).containsExactly(URL + " " + KEY);
    }

    @Test
    void aKeyOfTheEnvironmentThatAHeaderCannotCarryIsReportedWithoutIt() {
        environment.put("OPENAI_API_KEY", "sk-\nplanted");

        assertThat(configurator().test(Caller.LOCAL, new ProviderId("openai")).message())
                .contains("its key cannot be used: its character 4 is a line break")
                .doesNotContain("planted");
        assertThat(connections).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:planted@api.first.example/v1",
                "https://planted@api.first.example/v1",
                "https://api.first.example/v1?key=planted",
                "https://api.first.example/v1#planted"
            })
    void refusesAUrlThatContainsASecret(String url) {
        // A URI, because the configuration itself removes these parts.
        assertThatThrownBy(() -> ProviderUrl.parse("field 'baseUrl'", url))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("field 'baseUrl'")
                .hasMessageNotContaining("planted");
        assertThat(configuration("mine", url).toString()).doesNotContain("planted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1", "many", "1e10", "99999999999", "", "NaN", "0x1"})
    void refusesWhatIsNotAPrice(String amount) {
        var priced = configuration("mine", URL, new Price("m-1", amount, "1", ""));

        assertThatThrownBy(() -> configurator().put(Caller.LOCAL, priced, Optional.empty()))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("field 'prices': 'input' of model 'm-1' is not a price");
        assertThat(store.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2.50", "0.000001", "1e-3", "15", ".5"})
    void acceptsDecimalPrices(String amount) {
        var priced = configuration("mine", URL, new Price("m-1", amount, amount, amount));

        configurator().put(Caller.LOCAL, priced, Optional.empty());

        assertThat(store.list()).hasSize(1);
    }
}
