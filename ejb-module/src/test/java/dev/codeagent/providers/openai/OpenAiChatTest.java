package dev.codeagent.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.net.EnvironmentProxies;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.Usage;
import dev.codeagent.providers.CancelSignal;
import dev.codeagent.providers.ChatMessage;
import dev.codeagent.providers.ChatRequest;
import dev.codeagent.providers.ChatTurn;
import dev.codeagent.providers.OutgoingHttp;
import dev.codeagent.providers.ToolRequest;
import dev.codeagent.providers.TurnListener;
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

class OpenAiChatTest {
    private static final String KEY = "sk-very-secret";
    private static final ChatRequest REQUEST =
            new ChatRequest("m-1", "agent: coding", List.of(new ChatMessage.User("hello")), List.of());

    private final List<String> heard = new ArrayList<>();
    private final TurnListener listener = new TurnListener() {
        @Override
        public void delta(String kind, String text) {
            heard.add(kind + " " + text);
        }

        @Override
        public void restarted(String reason) {
            heard.add("restarted");
        }

        @Override
        public void notice(String code, String text) {
            heard.add(code);
        }
    };

    private static OpenAiChat chat(URI url, Duration firstByte) {
        var configuration = new ProviderConfiguration(
                new ProviderId("mine"), "openai", url, "m-1", List.of(), firstByte, Duration.ofSeconds(20));
        return new OpenAiChat(
                new OutgoingHttp(
                        () -> HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .build(),
                        new EnvironmentProxies(Map.of(), Optional.empty())),
                configuration,
                Optional.of(new Secret(KEY)));
    }

    private ChatTurn ask(ScriptedHttp http) {
        return chat(http.url(), Duration.ofSeconds(20)).stream(REQUEST, listener, new CancelSignal());
    }

    @Test
    void saysThatTheRunWasCancelledAndNotThatTheProviderFailed() throws IOException {
        var cancel = new CancelSignal();
        cancel.cancel();
        try (var http = ScriptedHttp.streaming(delta("\"content\":\"x\""))) {
            assertThatThrownBy(() -> chat(http.url(), Duration.ofSeconds(20)).stream(REQUEST, listener, cancel))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        }
    }

    private static String delta(String fields) {
        return "{\"choices\":[{\"index\":0,\"delta\":{" + fields + "}}]}";
    }

    @Test
    void joinsTextAndThinkingAndReadsTheUsage() throws IOException {
        try (var http = ScriptedHttp.streaming(
                delta("\"role\":\"assistant\",\"content\":\"\""),
                delta("\"reasoning_content\":\"hm\""),
                delta("\"content\":\"Grö\""),
                delta("\"content\":\"ße 🙂\""),
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":5,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":8}}}",
                "[DONE]")) {
            ChatTurn turn = ask(http);

            assertThat(turn.text()).isEqualTo("Größe 🙂");
            assertThat(turn.thinking()).isEqualTo("hm");
            assertThat(turn.stop()).isEqualTo("stop");
            assertThat(turn.usage()).isEqualTo(new Usage(12, 5, 8));
            assertThat(heard).containsExactly("thinking hm", "text Grö", "text ße 🙂");
            assertThat(http.requests().getFirst())
                    .startsWith("Bearer " + KEY + " /v1/chat/completions ")
                    .contains("\"model\":\"m-1\"", "\"stream\":true", "agent: coding", "hello");
        }
    }

    @Test
    void putsToolCallsTogetherFromTheirPieces() throws IOException {
        try (var http = ScriptedHttp.streaming(
                delta(
                        "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"read_file\",\"arguments\":\"\"}}]"),
                delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"pa\"}}]"),
                delta(
                        "\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"git_log\",\"arguments\":\"{}\"}}]"),
                delta("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"th\\\":\\\"x\\\"}\"}}]"),
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                "[DONE]")) {
            ChatTurn turn = ask(http);

            assertThat(turn.calls()).extracting(ToolRequest::name).containsExactly("read_file", "git_log");
            assertThat(turn.calls()).extracting(ToolRequest::arguments).containsExactly("{\"path\":\"x\"}", "{}");
            assertThat(turn.stop()).isEqualTo("tool_calls");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, PROVIDER_REJECTED",
        "400, PROVIDER_REJECTED",
        "429, PROVIDER_OVERLOADED",
        "503, PROVIDER_OVERLOADED",
        "500, PROVIDER_OVERLOADED"
    })
    void tellsARefusalByItsStatusAndNeverTheKey(int status, ErrorCode code) throws IOException {
        String body = "{\"error\":{\"message\":\"not today\",\"type\":\"x\"}}";
        try (var http = new ScriptedHttp(status, "application/json", body, false)) {
            assertThatThrownBy(() -> ask(http)).isInstanceOfSatisfying(AgentException.class, e -> {
                assertThat(e.code()).isEqualTo(code);
                assertThat(e.getMessage()).contains("mine", "not today").doesNotContain(KEY);
            });
        }
    }

    @Test
    void tellsHowLongToWait() throws IOException {
        try (var http = new ScriptedHttp(429, "application/json", "{}", false)) {
            assertThatThrownBy(() -> ask(http))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
        }
    }

    @Test
    void tellsThatTheStreamBroke() throws IOException {
        String half = ScriptedHttp.sse(delta("\"content\":\"Hel\""));
        try (var http = new ScriptedHttp(200, "text/event-stream", half, true)) {
            assertThatThrownBy(() -> ask(http))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_BROKEN_STREAM));
        }
    }

    @Test
    void takesNoStreamThatEndsWithoutAnEnd() throws IOException {
        try (var http = ScriptedHttp.streaming(delta("\"content\":\"Hel\""))) {
            assertThatThrownBy(() -> ask(http))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_BROKEN_STREAM));
        }
    }

    @Test
    void tellsThatNobodyListens() {
        URI closed = URI.create("http://127.0.0.1:9/v1");

        assertThatThrownBy(() -> chat(closed, Duration.ofSeconds(5)).stream(REQUEST, listener, new CancelSignal()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE))
                .hasMessageContaining("127.0.0.1:9");
    }

    @Test
    void readsAnAnswerThatIsNotStreamed() throws IOException {
        String body = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";
        try (var http = new ScriptedHttp(200, "application/json", body, false)) {
            assertThat(ask(http).text()).isEqualTo("Hello");
        }
    }

    @Test
    void listsTheModels() throws IOException {
        String body = "{\"object\":\"list\",\"data\":[{\"id\":\"m-1\"},{\"id\":\"m-2\"}]}";
        try (var http = new ScriptedHttp(200, "application/json", body, false)) {
            assertThat(chat(http.url(), Duration.ofSeconds(5)).models()).containsExactly("m-1", "m-2");
        }
    }
}
