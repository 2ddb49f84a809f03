package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider of this machine needs no key and costs nothing, so no other host may count as one. */
class LocalProviderTest {
    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/v1, true",
        "http://127.0.0.1/v1, true",
        "http://127.8.9.10:11434, true",
        "http://[::1]:8080/v1, true",
        "http://127.0.0.1.example.org/v1, false",
        "http://127.example.org/v1, false",
        "http://localhost.example.org/v1, false",
        "http://10.0.0.1/v1, false"
    })
    void onlyTheLoopbackInterfaceIsLocal(String url, boolean local) {
        var configuration = new ProviderConfiguration(
                new ProviderId("p"),
                "openai",
                URI.create(url),
                "m",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));

        assertThat(ConfiguredProviders.isLocal(configuration)).isEqualTo(local);
    }
}
