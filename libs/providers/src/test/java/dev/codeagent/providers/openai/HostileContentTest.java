package dev.codeagent.providers.openai;

import static dev.codeagent.providers.openai.RawHttpServer.JSON_HEAD;
import static dev.codeagent.providers.openai.RawHttpServer.SSE_HEAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model sends texts, numbers, redirects and copies of the key that must not go further. */
class HostileContentTest extends HostileModelTests {
    @Test
    void toleratesWrongTypesEverywhere() throws IOException {
        McpResponse turn = streamEvents(
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
        McpResponse turn = streamEvents(
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + count + ",\"completion_tokens\":" + count
                        + ",\"prompt_tokens_details\":{\"cached_tokens\":" + count + "}}}",
                delta("\"content\":\"x\""),
                "[DONE]");

        assertThat(turn.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void cachedTokensAreAPartOfTheInput() throws IOException {
        assertThat(streamEvents(
                                "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,"
                                        + "\"prompt_tokens_details\":{\"cached_tokens\":900}}}",
                                delta("\"content\":\"x\""),
                                "[DONE]")
                        .usage())
                .isEqualTo(new Usage(10, 2, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\uD800"})
    void replacesLoneSurrogatesInEveryText(String half) throws IOException {
        McpResponse turn = streamEvents(
                delta("\"content\":\"a" + half + "b\",\"reasoning_content\":\"" + half + "\""),
                delta(call(
                        0,
                        "\"id\":\"i" + half + "\",\"function\":{\"name\":\"n" + half + "\",\"arguments\":\"{" + half
                                + "}\"}")),
                "{\"choices\":[{\"delta\":{\"content\":\"" + half + "\"}}]}",
                "[DONE]");

        // A surrogate that is written as a character is already replaced when the bytes are made.
        assertThat(turn.text()).hasSize(4).startsWith("a").contains("b");
        assertThat(List.of(
                        turn.text(),
                        turn.thinking(),
                        turn.toolCalls().getFirst().toString(),
                        String.join("", received)))
                .allMatch(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
        assertThat(received)
                .allMatch(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    @Test
    void keepsAPairThatIsSplitBetweenTwoDeltas() throws IOException {
        McpResponse turn = streamEvents(
                delta("\"content\":\"a\\ud83d\""),
                delta("\"content\":\"\\ude00b\""),
                delta(call(0, "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"\\ud83d\"}")),
                delta(call(0, "\"function\":{\"arguments\":\"\\ude00\\\"}\"}")),
                "[DONE]");

        assertThat(turn.text()).isEqualTo("a😀b");
        assertThat(received)
                .allMatch(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
        assertThat(String.join("", received)).isEqualTo("a😀b");
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
                assertThatThrownBy(() -> stream(server)).satisfies(HostileContentTest::containsNoPartOfTheKey);
                assertThatThrownBy(() -> provider(server, LIMITS).listModels())
                        .satisfies(HostileContentTest::containsNoPartOfTheKey);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"content\":\"it is KEY.\"",
                "\"content\":\"x\",\"reasoning_content\":\"it is KEY\"",
                "\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"KEY\"}}]",
                "\"tool_calls\":[{\"index\":0,\"id\":\"KEY\",\"function\":{\"name\":\"f\"}}]",
                "\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"KEY\\\"}\"}}]",
                "\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"ESC\\\"}\"}}]",
                "\"tool_calls\":[{\"index\":0,\"id\":\"1\",\"extra_content\":{\"a\":\"KEY\"},\"function\":{\"name\":\"f\"}}]"
            })
    void removesTheKeyFromEveryPartOfAnAnswer(String fields) throws IOException {
        McpResponse turn = streamEvents(
                delta(fields.replace("KEY", KEY).replace("ESC", "\\\\u0073" + KEY.substring(1))), "[DONE]");

        assertThat(turn.toString()).contains("***").doesNotContain(KEY.substring(1));
        assertThat(String.join("", received)).doesNotContain(KEY);
    }

    @Test
    void removesAKeyThatIsCutAnywhere() throws IOException {
        for (int cut = 1; cut < KEY.length(); cut++) {
            received.clear();

            McpResponse turn = streamEvents(
                    delta("\"content\":\"s sk-v " + KEY.substring(0, cut) + "\""),
                    delta("\"content\":\"" + KEY.substring(cut) + " s\""),
                    "[DONE]");

            assertThat(turn.text()).isEqualTo("s sk-v *** s");
            assertThat(String.join("", received)).isEqualTo(turn.text());
        }
    }

    @Test
    void removesAKeyOfSingleCharacters() throws IOException {
        String[] events = Stream.concat(
                        KEY.chars().mapToObj(c -> delta("\"content\":\"" + (char) c + "\"")), Stream.of("[DONE]"))
                .toArray(String[]::new);

        assertThat(streamEvents(events).text()).isEqualTo("***");
        assertThat(received).containsExactly("***");
    }

    private static void containsNoPartOfTheKey(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause)).doesNotContain("sk-v");
        }
    }
}
