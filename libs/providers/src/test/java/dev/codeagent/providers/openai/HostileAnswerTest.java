package dev.codeagent.providers.openai;

import static dev.codeagent.providers.openai.RawHttpServer.JSON_HEAD;
import static dev.codeagent.providers.openai.RawHttpServer.SSE_HEAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.Model;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model sends too much, too slowly, or what is not its protocol. */
class HostileAnswerTest extends HostileModelTests {
    private void assertTooLarge(String head, String part, String message) throws IOException {
        assertFails(RawHttpServer.repeating(head, part), ErrorCode.PROVIDER_REJECTED, message);
    }

    @Test
    void endsEndlessText() throws IOException {
        assertTooLarge(SSE_HEAD, event("\"content\":\"" + "x".repeat(2_000) + "\""), "more than 50000 characters");
        assertThat(received).hasSizeLessThan(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<think>", "<think>x</think>"})
    void endsEndlessSpaceBeforeTheAnswer(String beginning) throws IOException {
        assertTooLarge(
                SSE_HEAD + event("\"content\":\"" + beginning + "\""),
                event("\"content\":\"" + " ".repeat(2_000) + "\""),
                "more than 50000 characters");
    }

    @Test
    void endsExtraFieldsThatAreStoredForTheNextRequest() throws IOException {
        String extra = "\"id\":\"i%d\",\"extra_content\":{\"signature\":\"" + "x".repeat(5_000) + "\"}";
        String calls = IntStream.range(0, 5)
                .mapToObj(i -> event(call(i, extra.formatted(i) + ",\"function\":{\"name\":\"f\"}")))
                .collect(Collectors.joining());

        assertFails(
                RawHttpServer.answering(SSE_HEAD + calls + "data: [DONE]\n\n"),
                ErrorCode.PROVIDER_REJECTED,
                "more than 20000 bytes for the next request");
    }

    @Test
    void answersWithAnExceptionIfAModelServerExhaustsTheStack() throws IOException {
        String wait = "{\"error\":{\"message\":\"retry after " + "1s".repeat(2_500) + "\"}}";
        try (var server = RawHttpServer.answering("HTTP/1.1 429 Busy\r\n\r\n" + wait)) {
            assertThatThrownBy(() -> provider(server, LIMITS).listModels())
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_OVERLOADED));
        }
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
    void modelListIsBoundedInSizeAndTime() throws IOException {
        try (var endless = RawHttpServer.repeating(JSON_HEAD, "x".repeat(10_000));
                var slow = RawHttpServer.dripping(JSON_HEAD, " ", 100);
                var many = RawHttpServer.answering(JSON_HEAD + "{\"data\":["
                        + "{\"id\":\"m\"},7,{},{\"id\":7},".repeat(3_000) + "{\"id\":\"" + KEY + "\"}]}")) {
            assertThatThrownBy(() -> provider(endless, LIMITS).listModels()).hasMessageContaining("larger than");
            assertThat(provider(many, LIMITS).listModels())
                    .hasSize(2_000)
                    .extracting(Model::id)
                    .doesNotContain(KEY);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(15),
                    () -> assertThatThrownBy(() -> provider(slow, LIMITS).listModels())
                            .isInstanceOfSatisfying(
                                    AgentException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT)));
        }
    }

    @Test
    void stopsUnpackingCompressedAnswersAtTheLimit() throws IOException {
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

        assertFails(server, ErrorCode.PROVIDER_REJECTED, "larger than allowed");
    }
}
