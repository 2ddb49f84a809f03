package dev.codeagent.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.TestRequests;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiChatProviderTest {
    private static final String KEY = "sk-very-secret";

    private final List<String> received = new ArrayList<>();
    private final TurnListener listener = new TurnListener() {
        @Override
        public void onDelta(String kind, String text) {
            received.add(kind + " " + text);
        }

        @Override
        public void onRestart(String reason) {
            received.add("restarted");
        }

        @Override
        public void onNotice(String code, String text) {
            received.add(code);
        }
    };

    private static OpenAiChatProvider provider(URI url, Duration firstByte) {
        var configuration = new ProviderConfiguration(
                new ProviderId("mine"), "openai", url, "m-1", List.of(), firstByte, Duration.ofSeconds(20));
        return new OpenAiChatProvider(new ProviderSetup(
                new ProviderHttpClient(
                        () -> HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .build(),
                        new EnvironmentProxySelector(Map.of(), Optional.empty())),
                configuration,
                Optional.of(new Secret(KEY))));
    }

    private McpResponse stream(ScriptedHttpServer http) {
        return provider(http.url(), Duration.ofSeconds(20))
                .sendMessage(TestRequests.HELLO, TestRequests.context(listener, new CancellationToken()));
    }

    @Test
    void reportsCancellationInsteadOfAProviderFailure() throws IOException {
        var cancellation = new CancellationToken();
        cancellation.cancel();
        try (var http = ScriptedHttpServer.streaming(delta("\"content\":\"x\""))) {
            assertThatThrownBy(() -> provider(http.url(), Duration.ofSeconds(20))
                            .sendMessage(TestRequests.HELLO, TestRequests.context(listener, cancellation)))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        }
    }

    private static String delta(String fields) {
        return "{\"choices\":[{\"index\":0,\"delta\":{" + fields + "}}]}";
    }

    @Test
    void joinsTextAndThinkingAndReadsTheUsage() throws IOException {
        try (var http = ScriptedHttpServer.streaming(
                delta("\"role\":\"assistant\",\"content\":\"\""),
                delta("\"reasoning_content\":\"hm\""),
                delta("\"content\":\"Grö\""),
                delta("\"content\":\"ße 🙂\""),
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":5,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":8}}}",
                "[DONE]")) {
            McpResponse turn = stream(http);

            assertThat(turn.text()).isEqualTo("Größe 🙂");
            assertThat(turn.thinking()).isEqualTo("hm");
            assertThat(turn.stopReason()).isEqualTo(McpResponse.StopReason.STOP);
            assertThat(turn.usage()).isEqualTo(new Usage(12, 5, 8));
            assertThat(received).containsExactly("thinking hm", "text Größe 🙂");
            assertThat(http.requests().getFirst())
                    .startsWith("Bearer " + KEY + " /v1/chat/completions ")
                    .contains("\"model\":\"m-1\"", "\"stream\":true", "agent: coding", "hello");
        }
    }

    @Test
    void assemblesToolCallsFromChunks() throws IOException {
        try (var http = ScriptedHttpServer.streaming(
                delta(
                        "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"read_file\",\"arguments\":\"\"}}]"),
                delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"pa\"}}]"),
                delta(
                        "\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"git_log\",\"arguments\":\"{}\"}}]"),
                delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"th\\\":\\\"x\\\"}\"}}]"),
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                "[DONE]")) {
            McpResponse turn = stream(http);

            assertThat(turn.toolCalls()).extracting(ToolCallRequest::name).containsExactly("read_file", "git_log");
            assertThat(turn.toolCalls())
                    .extracting(ToolCallRequest::arguments)
                    .containsExactly("{\"path\":\"x\"}", "{}");
            assertThat(turn.stopReason()).isEqualTo(McpResponse.StopReason.TOOL_CALLS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, PROVIDER_KEY_REJECTED",
        "400, PROVIDER_REJECTED",
        "429, PROVIDER_OVERLOADED",
        "503, PROVIDER_OVERLOADED",
        "500, PROVIDER_OVERLOADED"
    })
    void mapsHttpErrorsByStatusWithoutLeakingTheKey(int status, ErrorCode code) throws IOException {
        String body = "{\"error\":{\"message\":\"not today\",\"type\":\"x\"}}";
        try (var http = new ScriptedHttpServer(status, "application/json", body, false)) {
            assertThatThrownBy(() -> stream(http)).isInstanceOfSatisfying(AgentException.class, e -> {
                assertThat(e.code()).isEqualTo(code);
                assertThat(e.getMessage()).contains("mine", "not today").doesNotContain(KEY);
            });
        }
    }

    @Test
    void readsTheRetryAfterHeader() throws IOException {
        try (var http = new ScriptedHttpServer(429, "application/json", "{}", false)) {
            assertThatThrownBy(() -> stream(http))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
        }
    }

    @Test
    void reportsABrokenStream() throws IOException {
        String partialStream = ScriptedHttpServer.sse(delta("\"content\":\"Hel\""));
        try (var http = new ScriptedHttpServer(200, "text/event-stream", partialStream, true)) {
            assertThatThrownBy(() -> stream(http))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_BROKEN_STREAM));
        }
    }

    @Test
    void rejectsAStreamWithoutATerminator() throws IOException {
        try (var http = ScriptedHttpServer.streaming(delta("\"content\":\"Hel\""))) {
            assertThatThrownBy(() -> stream(http))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_BROKEN_STREAM));
        }
    }

    @Test
    void reportsAnUnreachableProvider() {
        URI closed = URI.create("http://127.0.0.1:9/v1");

        assertThatThrownBy(() -> provider(closed, Duration.ofSeconds(5))
                        .sendMessage(TestRequests.HELLO, TestRequests.context(listener, new CancellationToken())))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE))
                .hasMessageContaining("127.0.0.1:9");
    }

    @Test
    void readsANonStreamedResponse() throws IOException {
        String body = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";
        try (var http = new ScriptedHttpServer(200, "application/json", body, false)) {
            assertThat(stream(http).text()).isEqualTo("Hello");
        }
    }

    @Test
    void listsTheModels() throws IOException {
        String body = "{\"object\":\"list\",\"data\":[{\"id\":\"m-1\"},{\"id\":\"m-2\"}]}";
        try (var http = new ScriptedHttpServer(200, "application/json", body, false)) {
            assertThat(provider(http.url(), Duration.ofSeconds(5)).listModels())
                    .containsExactly(Model.of("m-1"), Model.of("m-2"));
        }
    }
}
