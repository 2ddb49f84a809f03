package dev.codeagent.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.TestRequests;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that refuses a parameter by its name gets requests without it. */
class RefusedParametersTest {
    private static final TurnListener SILENT = new TurnListener() {
        @Override
        public void onDelta(String kind, String text) {}

        @Override
        public void onRestart(String reason) {}

        @Override
        public void onNotice(String code, String text) {}
    };

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    private void sendTo(String refused, String path) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean isKnown = exchange.getRequestURI().getPath().equals("/v1/chat/completions");
            requests.add(exchange.getRequestURI().getPath() + " " + request);
            boolean isRefused = request.contains('"' + refused + '"');
            String answer = !isKnown
                    ? "{\"error\":\"Unexpected endpoint or method\"}"
                    : isRefused
                            ? "{\"error\":{\"message\":\"Unsupported parameter: '" + refused + "'\"}}"
                            : "{\"choices\":[{\"message\":{\"content\":\"fine\"},\"finish_reason\":\"stop\"}]}";
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(isKnown && isRefused ? 400 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            var configuration = new ProviderConfiguration(
                    new ProviderId("mine"),
                    "openai",
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                    "m-1",
                    List.of(),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20));
            var http = new ProviderHttpClient(
                    HttpClient::newHttpClient, new EnvironmentProxySelector(Map.of(), Optional.empty()));
            var parameters = new GenerationParameters(
                    OptionalInt.of(100), OptionalDouble.of(0.5), Optional.empty(), Optional.empty());
            var provider = new OpenAiChatProvider(new ProviderSetup(http, configuration, Optional.empty()));
            var context =
                    new ProviderContext("m-1", ModelTraits.UNKNOWN, parameters, true, SILENT, new CancellationToken());

            assertThat(provider.sendMessage(TestRequests.HELLO, context).text()).isEqualTo("fine");
            assertThat(provider.sendMessage(TestRequests.HELLO, context).text()).isEqualTo("fine");
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream_options", "temperature"})
    void leavesOutARefusedParameterFromThenOn(String refused) throws IOException {
        sendTo(refused, "/v1");

        assertThat(requests).hasSize(3);
        assertThat(requests.getFirst()).contains(refused);
        assertThat(requests.getLast()).doesNotContain(refused);
    }

    @Test
    void limitsTheAnswerByTheOtherNameOfTheParameter() throws IOException {
        sendTo("max_tokens", "/v1");

        assertThat(requests.getLast()).contains("\"max_completion_tokens\":100").doesNotContain("\"max_tokens\"");
    }

    @Test
    void findsTheVersionThatTheAddressLacks() throws IOException {
        sendTo("nothing", "/");

        assertThat(requests).hasSize(3);
        assertThat(requests.getFirst()).startsWith("/chat/completions ");
        assertThat(requests.getLast()).startsWith("/v1/chat/completions ");
    }
}
