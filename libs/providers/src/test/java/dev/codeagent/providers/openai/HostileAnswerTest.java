package dev.codeagent.providers.openai;

import static dev.codeagent.providers.openai.RawHttpServer.JSON_HEAD;
import static dev.codeagent.providers.openai.RawHttpServer.SSE_HEAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.Usage;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatRequest;
import dev.codeagent.providers.ChatResponse;
import dev.codeagent.providers.ProviderHttpClient;
import dev.codeagent.providers.TurnListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a model server that is broken or wants to harm the server. */
class HostileAnswerTest {
    private static final String KEY = "sk-very-secret";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AnswerLimits LIMITS =
            new AnswerLimits(20_000, 200_000, 50_000, 5, 50, Duration.ofMinutes(1), Duration.ofMinutes(1));
    private static final AnswerLimits SHORT =
            new AnswerLimits(20_000, 200_000, 50_000, 5, 50, Duration.ofMillis(2_000), Duration.ofMillis(4_000));
    private static final ChatRequest REQUEST =
            new ChatRequest("m-1", "agent: coding", List.of(new ChatMessage.User("hello")), List.of());

    private final List<String> received = new ArrayList<>();
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

    private static OpenAiChatProvider provider(RawHttpServer server, AnswerLimits limits) {
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
        return new OpenAiChatProvider(http, configuration, Optional.of(new Secret(KEY)), limits);
    }

    private ChatResponse stream(RawHttpServer server) {
        return stream(server, LIMITS);
    }

    private ChatResponse stream(RawHttpServer server, AnswerLimits limits) {
        return provider(server, limits).stream(REQUEST, listener, new CancellationToken());
    }

    private ChatResponse streamEvents(String... events) throws IOException {
        try (var server = RawHttpServer.answering(SSE_HEAD + ScriptedHttpServer.sse(events))) {
            return stream(server);
        }
    }

    private void assertFails(RawHttpServer server, ErrorCode code, String message) throws IOException {
        assertFails(server, LIMITS, code, message);
    }

    private void assertFails(RawHttpServer server, AnswerLimits limits, ErrorCode code, String message)
            throws IOException {
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

    private void assertTooLarge(String head, String part, String message) throws IOException {
        assertFails(RawHttpServer.repeating(head, part), ErrorCode.PROVIDER_REJECTED, message);
    }

    private static String delta(String fields) {
        return "{\"choices\":[{\"index\":0,\"delta\":{" + fields + "}}]}";
    }

    private static String event(String fields) {
        return "data: " + delta(fields) + "\n\n";
    }

    private static String call(int index, String fields) {
        return "\"tool_calls\":[{\"index\":" + index + "," + fields + "}]";
    }

    @Test
    void endsEndlessText() throws IOException {
        assertTooLarge(SSE_HEAD, event("\"content\":\"" + "x".repeat(2_000) + "\""), "more than 50000 characters");
        assertThat(received).hasSizeLessThan(30);
    }

    @Test
    void endsEndlessThinking() throws IOException {
        assertTooLarge(
                SSE_HEAD, event("\"reasoning_content\":\"" + "x".repeat(2_000) + "\""), "more than 50000 characters");
    }

    @Test
    void endsEndlessArguments() throws IOException {
        assertTooLarge(
                SSE_HEAD,
                event(call(0, "\"function\":{\"arguments\":\"" + "x".repeat(2_000) + "\"}")),
                "more than 50000 characters");
    }

    @Test
    void endsAnEndlessName() throws IOException {
        assertTooLarge(
                SSE_HEAD,
                event(call(0, "\"function\":{\"name\":\"abcdefghij\"}"))
                        + event(call(0, "\"function\":{\"name\":\"k\"}")),
                "name or id of a tool call has more than 50 characters");
    }

    @Test
    void endsTooManyToolCalls() throws IOException {
        String calls = IntStream.range(0, 6)
                .mapToObj(i -> event(call(i * 1_000_000, "\"function\":{\"name\":\"f\"}")))
                .collect(Collectors.joining());

        assertFails(RawHttpServer.answering(SSE_HEAD + calls), ErrorCode.PROVIDER_REJECTED, "more than 5 tool calls");
    }

    @Test
    void endsAnEndlessLineAndAnEndlessEvent() throws IOException {
        assertTooLarge(SSE_HEAD + "data: ", "x", "an event has more than 20000 bytes");
        assertTooLarge(SSE_HEAD, "data: xxxxxxxxxxxxxxxxxxxx\n", "an event has more than 20000 bytes");
        assertTooLarge(SSE_HEAD + ": ", "x", "an event has more than 20000 bytes");
    }

    @Test
    void endsAStreamThatHasOnlyIgnoredParts() throws IOException {
        assertTooLarge(SSE_HEAD, ": comment\n\n", "more than 200000 bytes");
        assertTooLarge(SSE_HEAD, "\n", "more than 200000 bytes");
        assertTooLarge(SSE_HEAD, "data: {\"choices\":[]}\n\n", "more than 200000 bytes");
    }

    @Test
    void endsAnEndlessResponseWithoutStream() throws IOException {
        assertTooLarge(JSON_HEAD, "x", "more than 20000 bytes");
        assertTooLarge(
                JSON_HEAD.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n"), "5\r\nxxxxx\r\n", "20000");
    }

    @Test
    void reportsAnEndlessErrorBodyByItsBeginning() throws IOException {
        assertFails(
                RawHttpServer.repeating("HTTP/1.1 400 Bad Request\r\n\r\n", "too bad "),
                ErrorCode.PROVIDER_REJECTED,
                "(HTTP 400): too bad");
    }

    @Test
    void endsAStreamOfComments() throws IOException {
        assertFails(
                RawHttpServer.dripping(SSE_HEAD, ": waiting\n\n", 50),
                SHORT,
                ErrorCode.PROVIDER_TIMEOUT,
                "sent no part of its answer for 2 s, only comments or fragments");
    }

    @Test
    void endsASlowDripOfBytes() throws IOException {
        assertFails(
                RawHttpServer.dripping(SSE_HEAD + "data: ", "x", 50),
                SHORT,
                ErrorCode.PROVIDER_TIMEOUT,
                "sent no part");
    }

    @Test
    void endsASlowDripOfText() throws IOException {
        assertFails(
                RawHttpServer.dripping(SSE_HEAD, event("\"content\":\"x\""), 50),
                SHORT,
                ErrorCode.PROVIDER_REJECTED,
                "did not finish its answer within 4 s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"delta\":{\"content\":1e999999999}}]}",
                "{\"usage\":{\"prompt_tokens\":1e999999999}}",
                "<html>",
                "[1]",
                "{\"choices\":[{\"delta\":{\"content\":\"sk-very-secret"
            })
    void rejectsMalformedEvents(String event) throws IOException {
        assertFails(
                RawHttpServer.answering(SSE_HEAD + "data: " + event + "\n\n"),
                ErrorCode.PROVIDER_BROKEN_STREAM,
                "the provider sent data that does not match its protocol");
    }

    @Test
    void rejectsDeepNesting() throws IOException {
        assertFails(
                RawHttpServer.answering(SSE_HEAD + "data: {\"a\":" + "[".repeat(9_000) + "\n\n"),
                ErrorCode.PROVIDER_BROKEN_STREAM,
                "nested too deeply");
    }

    @Test
    void toleratesWrongTypesEverywhere() throws IOException {
        ChatResponse turn = streamEvents(
                "{\"choices\":7,\"usage\":[]}",
                "{\"choices\":[null]}",
                "{\"choices\":[{\"delta\":[],\"finish_reason\":{}}]}",
                delta("\"content\":{\"a\":1},\"tool_calls\":{}"),
                delta("\"tool_calls\":[7,{\"index\":\"x\",\"id\":1,\"function\":3}]"),
                delta("\"content\":\"fine\""),
                "[DONE]");

        assertThat(turn.text()).isEqualTo("fine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "1e18", "1e300", "9223372036854775808", "\"many\"", "null", "1e-300"})
    void ignoresTokenCountsThatCannotBeTrue(String count) throws IOException {
        ChatResponse turn = streamEvents(
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + count + ",\"completion_tokens\":" + count
                        + ",\"prompt_tokens_details\":{\"cached_tokens\":" + count + "}}}",
                "[DONE]");

        assertThat(turn.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void cachedTokensAreAPartOfTheInput() throws IOException {
        assertThat(streamEvents(
                                "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,"
                                        + "\"prompt_tokens_details\":{\"cached_tokens\":900}}}",
                                "[DONE]")
                        .usage())
                .isEqualTo(new Usage(10, 2, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\uD800"})
    void replacesLoneSurrogatesInEveryText(String half) throws IOException {
        ChatResponse turn = streamEvents(
                delta("\"content\":\"a" + half + "b\",\"reasoning_content\":\"" + half + "\""),
                delta(call(
                        0,
                        "\"id\":\"i" + half + "\",\"function\":{\"name\":\"n" + half + "\",\"arguments\":\"{" + half
                                + "}\"}")),
                "{\"choices\":[{\"delta\":{\"content\":\"" + half + "\"},\"finish_reason\":\"stop" + half + "\"}]}",
                "[DONE]");

        // A surrogate that is written as a character is already replaced when the bytes are made.
        assertThat(turn.text()).hasSize(4).startsWith("a").contains("b");
        assertThat(List.of(
                        turn.text(),
                        turn.thinking(),
                        turn.finishReason(),
                        turn.toolCalls().getFirst().toString(),
                        String.join("", received)))
                .allMatch(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
        assertThat(received)
                .allMatch(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    @Test
    void keepsAPairThatIsSplitBetweenTwoDeltas() throws IOException {
        ChatResponse turn = streamEvents(
                delta("\"content\":\"a\\ud83d\""),
                delta("\"content\":\"\\ude00b\""),
                delta(call(0, "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"\\ud83d\"}")),
                delta(call(0, "\"function\":{\"arguments\":\"\\ude00\\\"}\"}")),
                "[DONE]");

        assertThat(turn.text()).isEqualTo("a😀b");
        assertThat(received).containsExactly("a", "😀b");
        assertThat(turn.toolCalls().getFirst().arguments()).isEqualTo("{\"a\":\"😀\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) throws IOException {
        try (var other = RawHttpServer.answering(JSON_HEAD + "{\"data\":[]}")) {
            String redirect = "HTTP/1.1 " + status + " Moved\r\nContent-Length: 0\r\nLocation: " + other.url()
                    + "/models\r\n\r\n";
            assertFails(RawHttpServer.answering(redirect), ErrorCode.PROVIDER_REJECTED, "which is not followed");
            try (var server = RawHttpServer.answering(redirect)) {
                assertThatThrownBy(() -> provider(server, LIMITS).listModels()).hasMessageContaining("not followed");
            }
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void showsNoKeyThatTheServerSendsBack() throws IOException {
        String cut = "x".repeat(395) + KEY;
        for (String answer : List.of(
                "HTTP/1.1 400 Bad\r\n\r\n{\"error\":{\"message\":\"" + cut + "\"}}",
                "HTTP/1.1 500 Bad\r\n\r\n" + cut,
                "HTTP/1.1 " + KEY + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + KEY + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: " + KEY + "\r\n\r\n",
                SSE_HEAD + "data: {\"error\":{\"message\":\"" + cut + "\"}}\n\n",
                SSE_HEAD + "data: " + "x".repeat(112) + KEY + "\n\n")) {
            try (var server = RawHttpServer.answering(answer)) {
                assertThatThrownBy(() -> stream(server)).satisfies(HostileAnswerTest::containsNoPartOfTheKey);
                assertThatThrownBy(() -> provider(server, LIMITS).listModels())
                        .satisfies(HostileAnswerTest::containsNoPartOfTheKey);
            }
        }
    }

    private static void containsNoPartOfTheKey(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause)).doesNotContain("sk-v");
        }
    }

    @Test
    void modelListIsBoundedInSizeAndTime() throws IOException {
        try (var endless = RawHttpServer.repeating(JSON_HEAD, "x".repeat(10_000));
                var slow = RawHttpServer.dripping(JSON_HEAD, " ", 100);
                var many = RawHttpServer.answering(JSON_HEAD + "{\"data\":["
                        + "{\"id\":\"m\"},7,{},{\"id\":7},".repeat(3_000) + "{\"id\":\"" + KEY + "\"}]}")) {
            assertThatThrownBy(() -> provider(endless, LIMITS).listModels()).hasMessageContaining("larger than");
            assertThat(provider(many, LIMITS).listModels()).hasSize(2_000).doesNotContain(KEY);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(15),
                    () -> assertThatThrownBy(() -> provider(slow, LIMITS).listModels())
                            .isInstanceOfSatisfying(
                                    AgentException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT)));
        }
    }

    @Test
    void doesNotUnpackCompressedAnswers() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            Arrays.fill(zeros, (byte) ' ');
            for (int i = 0; i < 10; i++) {
                gzip.write(zeros);
            }
        }
        var server = new RawHttpServer(out -> {
            out.write(JSON_HEAD
                    .replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(packed.toByteArray());
        });

        assertFails(server, ErrorCode.PROVIDER_BROKEN_STREAM, "does not match its protocol");
    }
}
