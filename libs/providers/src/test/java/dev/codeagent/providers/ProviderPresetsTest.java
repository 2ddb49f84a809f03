package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.provider.ProviderId;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderPresetsTest {
    private static final ProviderId GATEWAY = new ProviderId("docker-llm");

    @Test
    void usesTheDefaultAddressUnlessTheEnvironmentOverridesIt() {
        assertThat(address(Map.of())).isEqualTo(URI.create("http://127.0.0.1:8090/v1"));
        assertThat(address(Map.of("DOCKER_LLM_URL", " "))).isEqualTo(URI.create("http://127.0.0.1:8090/v1"));
        assertThat(address(Map.of("DOCKER_LLM_URL", "http://docker-llm:8090/v1")))
                .isEqualTo(URI.create("http://docker-llm:8090/v1"));
    }

    private static URI address(Map<String, String> environment) {
        return ProviderPresets.load(environment)
                .find(GATEWAY)
                .orElseThrow()
                .configuration()
                .baseUrl();
    }

    @Test
    void findsTheNameThatIsMostSimilarToAMisspelledOne() {
        ProviderPresets presets = ProviderPresets.load();

        assertThat(presets.findSimilar("antropic")).contains(new ProviderId("anthropic"));
        assertThat(presets.findSimilar("azur")).contains(new ProviderId("azure"));
        assertThat(presets.findSimilar("gemmini")).contains(new ProviderId("google"));
        assertThat(presets.findSimilar("zz")).isEmpty();
        assertThat(presets.findSimilar("my-own-server")).isEmpty();
    }
}
