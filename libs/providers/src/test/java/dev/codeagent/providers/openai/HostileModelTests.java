package dev.codeagent.providers.openai;

import static dev.codeagent.providers.openai.RawHttpServer.SSE_HEAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.TestRequests;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.http.ResponseLimits;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests to model servers that are broken or want to harm the server. */
abstract class HostileModelTests {
    static final String KEY = "sk-very-secret-0123";
    private static final Duration SOON = Duration.ofSeconds(30);
    static final ResponseLimits LIMITS =
            new ResponseLimits(20_000, 200_000, 50_000, 5, 50, Duration.ofMinutes(1), Duration.ofMinutes(1));
    static final ResponseLimits SHORT =
            new ResponseLimits(20_000, 200_000, 50_000, 5, 50, Duration.ofMillis(2_000), Duration.ofMillis(4_000));

    final List<String> received = new ArrayList<>();
    private final TurnListener listener = new TurnListener() {
        @Override
        public void onDelta(String kind, String text) {
            received.add(text);
        }

        @Override
        public void onRestart(String reason) {}

        @Override
        public void onNotice(String code, String text) {}
    };

    static OpenAiChatProvider provider(RawHttpServer server, ResponseLimits limits) {
        var configuration = new ProviderConfiguration(
                new ProviderId("mine"),
                "openai",
                server.url(),
                "m-1",
                List.of(),
                Duration.ofSeconds(limits == SHORT ? 2 : 20),
                Duration.ofSeconds(limits == SHORT ? 2 : 20));
        var http = new ProviderHttpClient(
                HttpClient::newHttpClient, new EnvironmentProxySelector(Map.of(), Optional.empty()));
        return new OpenAiChatProvider(new ProviderSetup(http, configuration, Optional.of(new Secret(KEY)), limits));
    }

    McpResponse stream(RawHttpServer server) {
        return stream(server, LIMITS);
    }

    McpResponse stream(RawHttpServer server, ResponseLimits limits) {
        return provider(server, limits)
                .sendMessage(TestRequests.HELLO, TestRequests.context(listener, new CancellationToken()));
    }

    McpResponse streamEvents(String... events) throws IOException {
        try (var server = RawHttpServer.answering(SSE_HEAD + ScriptedHttpServer.sse(events))) {
            return stream(server);
        }
    }

    void assertFails(RawHttpServer server, ErrorCode code, String message) throws IOException {
        assertFails(server, LIMITS, code, message);
    }

    void assertFails(RawHttpServer server, ResponseLimits limits, ErrorCode code, String message) throws IOException {
        try (server) {
            assertTimeoutPreemptively(
                    SOON,
                    () -> assertThatThrownBy(() -> stream(server, limits))
                            .isInstanceOfSatisfying(
                                    AgentException.class,
                                    e -> assertThat(e.code()).isEqualTo(code))
                            .hasMessageContaining(message)
                            .hasMessageNotContaining(KEY));
        }
    }

    static String delta(String fields) {
        return "{\"choices\":[{\"index\":0,\"delta\":{" + fields + "}}]}";
    }

    static String event(String fields) {
        return "data: " + delta(fields) + "\n\n";
    }

    static String call(int index, String fields) {
        return "\"tool_calls\":[{\"index\":" + index + "," + fields + "}]";
    }
}
