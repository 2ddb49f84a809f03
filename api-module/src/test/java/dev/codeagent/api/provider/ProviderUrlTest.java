package dev.codeagent.api.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderUrlTest {

    private static URI configured(String url) {
        return new ProviderConfiguration(
                        new ProviderId("mine"),
                        "azure",
                        URI.create(url),
                        "",
                        List.of(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1))
                .baseUrl();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
                "https://r.openai.azure.com/openai/v1?api-version=preview",
                "http://127.0.0.1:9230/v1?version=2"
            })
    void keepsTheVersionOfTheApi(String url) {
        assertThat(ProviderUrl.parse("field 'baseUrl'", url)).isEqualTo(URI.create(url));
        assertThat(configured(url)).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://r.example/v1?key=planted",
                "https://r.example/v1?api-version=2024-10-21&key=planted",
                "https://r.example/v1?api-key=planted&api-version=1",
                "https://r.example/v1?api-version=sk-planted-planted-planted-0123456789",
                "https://r.example/v1?api-version=%70lanted",
                "https://r.example/v1?planted",
                "https://planted@r.example/v1?api-version=1",
                "https://r.example/v1?api-version=1#planted"
            })
    void showsAndKeepsNoQueryThatMayBeSecret(String url) {
        assertThatThrownBy(() -> ProviderUrl.parse("field 'baseUrl'", url))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("field 'baseUrl'")
                .hasMessageNotContaining("planted");
        assertThat(configured(url).toString()).doesNotContain("planted").doesNotContain("lanted");
    }
}
