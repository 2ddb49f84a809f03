package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.providers.toolcalls.TurnRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that accept connections and never answer over HTTP. */
class UnusableServerTest {
    private static final Duration FIRST_BYTE = Duration.ofMillis(800);

    private final ServerSocket listener;

    UnusableServerTest() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private static ProviderHttpClient client() {
        var direct = new EnvironmentProxySelector(Map.of(), Optional.empty());
        return new ProviderHttpClient(
                () -> ProviderHttpClient.newBuilder(direct).build(), direct);
    }

    static Stream<String> wires() {
        return ProviderWires.factories(client()).keySet().stream().sorted();
    }

    /** Answers each connection with the bytes, if there are any, and closes it. */
    private void serve(String answer) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    try (Socket socket = listener.accept()) {
                        socket.getInputStream().read(new byte[8_192]);
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
    }

    private AgentException failure(String wire, String scheme) {
        var configuration = new ProviderConfiguration(
                new ProviderId("broken"),
                wire,
                URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort() + "/v1"),
                "m-1",
                List.of(),
                FIRST_BYTE,
                FIRST_BYTE);
        var providers = new ConfiguredProviders(
                new ProviderPresets(List.of()),
                List.of(configuration),
                new InMemoryProviderStore(),
                new InMemoryCredentialStore(),
                Map.of(),
                ProviderWires.factories(client()));
        var router = new ProviderRouter(
                providers,
                new RetryPolicy(2, Duration.ofMillis(1)),
                new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults()),
                Optional.empty());
        return catchThrowableOfType(
                AgentException.class,
                () -> router.stream(
                        new ModelPreferences(
                                List.of(ModelRef.parse("broken")), List.of(), GenerationParameters.DEFAULT, List.of()),
                        TurnRequest.of(TestRequests.HELLO),
                        CallLedger.NONE,
                        new TurnListener() {
                            @Override
                            public void onDelta(String kind, String text) {}

                            @Override
                            public void onRestart(String reason) {}

                            @Override
                            public void onNotice(String code, String text) {}
                        },
                        new CancellationToken()));
    }

    /** Model servers that describe their models are asked for that first, and must not be waited for twice. */
    @ParameterizedTest
    @MethodSource("wires")
    void waitsForASilentServerOnce(String wire) throws IOException {
        AgentException failure = failure(wire, "http");

        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        assertThat(countConnections()).isEqualTo(1);
    }

    /** The connections that nobody has accepted yet. */
    private int countConnections() throws IOException {
        listener.setSoTimeout(200);
        int connections = 0;
        try {
            while (true) {
                listener.accept().close();
                connections++;
            }
        } catch (SocketTimeoutException e) {
            return connections;
        }
    }

    @Test
    void aConnectionThatIsClosedWhileTlsBeginsIsTriedAgain() {
        serve("");

        AgentException failure = failure("openai", "https");

        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE);
        assertThat(failure).hasMessageContaining("closed the connection while TLS began");
    }

    @Test
    void aServerWithoutTlsIsNotSaidToHaveAWrongCertificate() {
        serve("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");

        AgentException failure = failure("openai", "https");

        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_REJECTED);
        assertThat(failure.getMessage())
                .contains("begins with http:// if the server has no TLS")
                .doesNotContain("certificate");
    }
}
