package dev.codeagent.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A provider whose name DNS cannot resolve, so only the proxy can reach it. */
class ProxiedProviderTest {
    private static final String MODELS = "{\"data\":[{\"id\":\"m-1\"}]}";

    private static OpenAiChatProvider provider(String url, Map<String, String> environment) {
        var proxies = new EnvironmentProxySelector(environment, Optional.empty());
        var configuration = new ProviderConfiguration(
                new ProviderId("mine"),
                "openai",
                URI.create(url),
                "",
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
        return new OpenAiChatProvider(new ProviderSetup(
                new ProviderHttpClient(
                        () -> HttpClient.newBuilder().proxy(proxies).build(), proxies),
                configuration,
                Optional.empty()));
    }

    private static String address(ScriptedHttpServer proxy, String credentials) {
        return "http://" + credentials + "127.0.0.1:" + proxy.url().getPort();
    }

    @Test
    void usesTheProxyOfTheEnvironment() throws IOException {
        try (var proxy = new ScriptedHttpServer(200, "application/json", MODELS, false)) {
            var provider =
                    provider("http://models.provider.test/v1", Map.of("HTTP_PROXY", address(proxy, "me:secret@")));

            assertThat(provider.listModels()).containsExactly(Model.of("m-1"));
            assertThat(proxy.requests()).containsExactly("null http://models.provider.test/v1/models ");
        }
    }

    @Test
    void bypassesTheProxyForNoProxyHosts() throws IOException {
        try (var proxy = new ScriptedHttpServer(200, "application/json", MODELS, false)) {
            var provider = provider(
                    "http://models.provider.test/v1",
                    Map.of("HTTP_PROXY", address(proxy, ""), "NO_PROXY", "provider.test"));

            assertThatThrownBy(provider::listModels)
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE))
                    .hasMessageContaining("NO_PROXY excludes it from the proxy");
            assertThat(proxy.requests()).isEmpty();
        }
    }

    @Test
    void suggestsAProxyWhenTheProviderIsUnreachable() {
        assertThatThrownBy(
                        () -> provider("https://api.provider.test/v1", Map.of()).listModels())
                .hasMessageContaining("provider mine is unreachable at https://api.provider.test/v1")
                .hasMessageContaining("if this network needs a proxy, set HTTPS_PROXY=");
    }

    @Test
    void reportsAnUnreachableProxy() {
        assertThatThrownBy(() -> provider("https://api.provider.test/v1", Map.of("HTTPS_PROXY", "http://127.0.0.1:9"))
                        .listModels())
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE))
                .hasMessageContaining("through the proxy http://127.0.0.1:9 of HTTPS_PROXY");
    }

    @Test
    void reportsAProxyThatRejectsTheTunnel() throws IOException {
        try (var proxy = new ScriptedHttpServer(403, "text/plain", "not from here", false)) {
            assertThatThrownBy(() -> provider("https://api.provider.test/v1", Map.of("HTTPS_PROXY", address(proxy, "")))
                            .listModels())
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("through the proxy " + address(proxy, "") + " of HTTPS_PROXY");
        }
    }

    @Test
    void reportsThatTheProxyRequiresAuthentication() throws IOException {
        try (var proxy = new ScriptedHttpServer(407, "text/plain", "who are you", false)) {
            assertThatThrownBy(() -> provider(
                                    "http://models.provider.test/v1", Map.of("HTTP_PROXY", address(proxy, "")))
                            .listModels())
                    .hasMessageContaining("the proxy for provider mine requires authentication")
                    .hasMessageContaining("http://NAME:PASSWORD@HOST:PORT");
        }
    }
}
