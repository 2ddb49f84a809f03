package dev.codeagent.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.net.EnvironmentProxies;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.providers.OutgoingHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A provider whose name no DNS knows: it can be asked through the proxy alone. */
class ProxiedChatTest {
    private static final String MODELS = "{\"data\":[{\"id\":\"m-1\"}]}";

    private static OpenAiChat chat(String url, Map<String, String> environment) {
        var proxies = new EnvironmentProxies(environment, Optional.empty());
        var configuration = new ProviderConfiguration(
                new ProviderId("mine"),
                "openai",
                URI.create(url),
                "",
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
        return new OpenAiChat(
                new OutgoingHttp(() -> HttpClient.newBuilder().proxy(proxies).build(), proxies),
                configuration,
                Optional.empty());
    }

    private static String address(ScriptedHttp proxy, String login) {
        return "http://" + login + "127.0.0.1:" + proxy.url().getPort();
    }

    @Test
    void isAskedThroughTheProxyOfTheEnvironment() throws IOException {
        try (var proxy = new ScriptedHttp(200, "application/json", MODELS, false)) {
            var chat = chat("http://models.provider.test/v1", Map.of("HTTP_PROXY", address(proxy, "me:secret@")));

            assertThat(chat.models()).containsExactly("m-1");
            assertThat(proxy.requests()).containsExactly("null http://models.provider.test/v1/models ");
        }
    }

    @Test
    void isAskedDirectlyWhereTheEnvironmentSaysSo() throws IOException {
        try (var proxy = new ScriptedHttp(200, "application/json", MODELS, false)) {
            var chat = chat(
                    "http://models.provider.test/v1",
                    Map.of("HTTP_PROXY", address(proxy, ""), "NO_PROXY", "provider.test"));

            assertThatThrownBy(chat::models)
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE))
                    .hasMessageContaining("NO_PROXY keeps it from the proxy");
            assertThat(proxy.requests()).isEmpty();
        }
    }

    @Test
    void isNotReachedWithoutTheProxyThatTheNetworkNeeds() {
        assertThatThrownBy(() -> chat("https://api.provider.test/v1", Map.of()).models())
                .hasMessageContaining("provider mine cannot be reached at https://api.provider.test/v1")
                .hasMessageContaining("if this network needs a proxy, set HTTPS_PROXY=");
    }

    @Test
    void isNotReachedThroughAProxyThatIsDead() {
        assertThatThrownBy(() -> chat("https://api.provider.test/v1", Map.of("HTTPS_PROXY", "http://127.0.0.1:9"))
                        .models())
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE))
                .hasMessageContaining("through the proxy http://127.0.0.1:9 of HTTPS_PROXY");
    }

    @Test
    void isNotReachedThroughAProxyThatRefusesTheTunnel() throws IOException {
        try (var proxy = new ScriptedHttp(403, "text/plain", "not from here", false)) {
            assertThatThrownBy(() -> chat("https://api.provider.test/v1", Map.of("HTTPS_PROXY", address(proxy, "")))
                            .models())
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("through the proxy " + address(proxy, "") + " of HTTPS_PROXY");
        }
    }

    @Test
    void saysThatTheProxyWantsALogin() throws IOException {
        try (var proxy = new ScriptedHttp(407, "text/plain", "who are you", false)) {
            assertThatThrownBy(() -> chat("http://models.provider.test/v1", Map.of("HTTP_PROXY", address(proxy, "")))
                            .models())
                    .hasMessageContaining("the proxy before provider mine wants a login")
                    .hasMessageContaining("http://NAME:PASSWORD@HOST:PORT");
        }
    }
}
