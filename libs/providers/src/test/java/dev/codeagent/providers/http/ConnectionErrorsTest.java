package dev.codeagent.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionErrorsTest {
    private static final EnvironmentProxySelector DIRECT = new EnvironmentProxySelector(Map.of(), Optional.empty());

    private static ProviderConfiguration provider(int port) {
        return new ProviderConfiguration(
                new ProviderId("zz"),
                "openai",
                URI.create("http://127.0.0.1:" + port + "/v1"),
                "",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }

    /** The kernel accepts the connection; no program reads the request. */
    @Test
    void aServerThatAcceptsAndIsSilentDidNotAnswer() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var connection = new ProviderConnection(
                    new ProviderHttpClient(HttpClient::newHttpClient, DIRECT),
                    provider(silent.getLocalPort()),
                    Optional.empty(),
                    ProviderConnection.KeyHeader.BEARER,
                    ResponseLimits.DEFAULT);

            assertThatThrownBy(() -> connection.exchange(WireRequest.get("/models"), Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT))
                    .hasMessageContaining("provider zz did not answer in time")
                    .hasMessageContaining("http://127.0.0.1:" + silent.getLocalPort() + " accepted the connection");
        }
    }

    @Test
    void aServerThatDoesNotAcceptIsSaidToBeSo() {
        var errors = new ConnectionErrors(DIRECT, provider(1), new SecretRedactor(Optional.empty()));

        assertThat(errors.toAgentException(new HttpConnectTimeoutException("timed out")))
                .hasMessageContaining("did not accept the connection in time");
    }
}
