package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.fakemodel.WireClient.WireRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireFaultsTest extends ServerFixture {
    private static final String CALLS =
            "\"toolCalls\": [{\"name\": \"a\", \"arguments\": {\"x\": 1}}, {\"name\": \"b\", \"arguments\": {\"y\": 2}}]";

    private static String turn(String content, String... faults) {
        return "{" + content + ", \"faults\": [" + String.join(", ", faults) + "]}";
    }

    private static String fault(String kind) {
        return "{\"kind\": \"" + kind + "\"}";
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private String stream(WireRequest wire, String turn) throws Exception {
        return text(startWire(wire, turn).ask(true));
    }

    @ParameterizedTest
    @EnumSource
    void everyStatusHasTheFormOfTheWire(WireRequest wire) throws Exception {
        for (int status : new int[] {400, 401, 403, 404, 413, 429, 500, 503, 529}) {
            WireClient client =
                    startWire(wire, turn("\"text\": \"x\"", "{\"kind\": \"status\", \"status\": " + status + "}"));
            HttpResponse<byte[]> response = client.ask(false);
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.headers().firstValue("Retry-After")).isEmpty();
            assertThat(text(response)).contains(FaultMessages.of(status));
        }
    }

    @Test
    void retryAfterHasAllForms() throws Exception {
        assertThat(retryAfter("\"retryAfter\": 86400")).isEqualTo("86400");
        assertThat(retryAfter("\"retryAfter\": 1.5")).isEqualTo("1.5");
        assertThat(retryAfter("\"retryAfter\": \"soon\"")).isEqualTo("soon");
        ZonedDateTime date =
                ZonedDateTime.parse(retryAfter("\"retryAfterDate\": 60"), DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(date)
                .isBetween(
                        ZonedDateTime.now().plusSeconds(50), ZonedDateTime.now().plusSeconds(70));
    }

    private String retryAfter(String field) throws Exception {
        String fault = "{\"kind\": \"status\", \"status\": 429, " + field + "}";
        return startWire(WireRequest.COHERE, turn("\"text\": \"x\"", fault))
                .ask(true)
                .headers()
                .firstValue("Retry-After")
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void resetsTheConnectionInTheMiddle(WireRequest wire) throws Exception {
        WireClient client = startWire(wire, turn("\"text\": \"abcdef\", \"chunk\": 1", fault("reset")));

        assertThatThrownBy(() -> client.ask(true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.ask(false)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void endsTheStreamEarly(WireRequest wire) throws Exception {
        String whole = stream(wire, "{\"text\": \"abcdef\", \"chunk\": 1}");
        String early = stream(wire, turn("\"text\": \"abcdef\", \"chunk\": 1", fault("endEarly")));

        assertThat(whole).startsWith(early).hasSizeGreaterThan(early.length());
        assertThat(early).doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @EnumSource
    void hangsBeforeTheFirstByteOrInTheMiddle(WireRequest wire) throws Exception {
        CompletableFuture<HttpResponse<java.io.InputStream>> first =
                startStream(startWire(wire, turn("\"text\": \"abcd\"", fault("hang"))));
        HttpResponse<java.io.InputStream> middle = startStream(
                        startWire(wire, turn("\"text\": \"abcd\", \"chunk\": 1", "{\"kind\": \"hang\", \"after\": 2}")))
                .get(10, TimeUnit.SECONDS);
        Thread.sleep(150);

        assertThat(first).isNotDone();
        byte[] bytes = new byte[65_536];
        int read = middle.body().read(bytes);
        assertThat(new String(bytes, 0, read, StandardCharsets.UTF_8))
                .isNotEmpty()
                .doesNotContain("DONE");
        first.cancel(true);
        middle.body().close();
    }

    private static CompletableFuture<HttpResponse<java.io.InputStream>> startStream(WireClient client) {
        WireRequest wire = client.wire();
        var request = client.request(wire.path(true))
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(wire.body(true)))
                .build();
        return client.http().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    @ParameterizedTest
    @EnumSource
    void answersErrorsAndPagesWithStatus200(WireRequest wire) throws Exception {
        HttpResponse<byte[]> error = startWire(
                        wire, turn("\"text\": \"x\"", "{\"kind\": \"errorBody\", \"message\": \"no GPU\"}"))
                .ask(true);
        HttpResponse<byte[]> page =
                startWire(wire, turn("\"text\": \"x\"", fault("html"))).ask(true);

        assertThat(error.statusCode()).isEqualTo(200);
        assertThat(text(error)).contains("no GPU").startsWith("{");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(text(page)).startsWith("<html>");
    }

    @ParameterizedTest
    @EnumSource
    void transportFaultsDoNotChangeTheContent(WireRequest wire) throws Exception {
        String turn = "\"text\": \"Größe 🙂\", \"chunk\": 3";
        String plain = stream(wire, "{" + turn + "}");
        HttpResponse<byte[]> zipped = startWire(wire, turn(turn, fault("gzip"))).ask(true);

        assertThat(stream(wire, turn(turn, fault("bytes")))).isEqualTo(plain);
        assertThat(stream(wire, turn(turn, fault("packets")))).isEqualTo(plain);
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
        try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
        }
        if (wire != WireRequest.OLLAMA) {
            assertThat(stream(wire, turn(turn, fault("lineEnd"))))
                    .doesNotContain("\n")
                    .isEqualTo(plain.replace("\r\n", "\n").replace("\n", "\r"));
            assertThat(stream(wire, turn(turn, fault("comments"))).replace(": keep-alive\n\n", ""))
                    .isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsHaveFaultyIndexesIdsAndArguments(WireRequest wire) throws Exception {
        String plain = stream(wire, "{" + CALLS + "}");

        assertThat(stream(wire, turn(CALLS, fault("malformedArguments")))).doesNotContain("\"x\":1}", "\\\"x\\\":1}");
        assertThat(stream(wire, turn(CALLS, fault("noCalls")))).doesNotContain("\"name\":\"a\"");
        assertThat(stream(wire, turn(CALLS, fault("empty")))).doesNotContain("\"name\":\"a\"");
        if (wire != WireRequest.OLLAMA) {
            assertThat(stream(wire, turn(CALLS, fault("missingIds")))).isNotEqualTo(plain);
            assertThat(stream(wire, turn(CALLS, fault("repeatedIds")))).isNotEqualTo(plain);
        }
        if (wire != WireRequest.OLLAMA && wire != WireRequest.GEMINI) {
            assertThat(stream(wire, turn(CALLS, fault("sameIndex")))).isNotEqualTo(plain);
        }
    }

    @Test
    void stopsForLengthAndContentFilterInTheWordsOfTheWire() throws Exception {
        assertThat(stream(WireRequest.ANTHROPIC, turn("\"text\": \"abcd\"", fault("length"))))
                .contains("max_tokens");
        assertThat(stream(WireRequest.GEMINI, turn("\"text\": \"abcd\"", fault("contentFilter"))))
                .contains("SAFETY")
                .doesNotContain("abcd");
        assertThat(stream(WireRequest.RESPONSES, turn("\"text\": \"abcd\"", fault("length"))))
                .contains("response.incomplete", "max_output_tokens");
        assertThat(stream(WireRequest.COHERE, turn("\"text\": \"abcd\"", fault("length"))))
                .contains("MAX_TOKENS");
        assertThat(stream(WireRequest.MISTRAL, "{\"text\": \"abcd\", \"stop\": \"insufficient_resource\"}"))
                .contains("\"finish_reason\":\"insufficient_resource\"");
    }

    @ParameterizedTest
    @EnumSource
    void sendsBrokenJsonUnknownEventsAndASecondStart(WireRequest wire) throws Exception {
        String turn = "\"text\": \"abcd\", \"chunk\": 1";
        String plain = stream(wire, "{" + turn + "}");

        for (String kind : new String[] {"malformedJson", "unknownEvents"}) {
            assertThat(stream(wire, turn(turn, fault(kind)))).as(kind).hasSizeGreaterThan(plain.length());
        }
        if (wire != WireRequest.OLLAMA && wire != WireRequest.GEMINI) {
            assertThat(stream(wire, turn(turn, fault("duplicateStart")))).hasSizeGreaterThan(plain.length());
        }
        assertThat(stream(wire, turn("\"text\": \"abcd\"", fault("noUsage"))))
                .doesNotContain("okens\":", "prompt_eval_count");
    }

    @Test
    void keepsTheConnectionOpenAfterDone() throws Exception {
        var response = startStream(startWire(WireRequest.OPENAI_CHAT, turn("\"text\": \"x\"", fault("doneButOpen"))))
                .get(10, TimeUnit.SECONDS);
        var received = new StringBuilder();
        byte[] bytes = new byte[8_192];
        while (!received.toString().endsWith("data: [DONE]\n\n")) {
            received.append(new String(bytes, 0, response.body().read(bytes), StandardCharsets.UTF_8));
        }
        Thread.sleep(100);

        assertThat(response.body().available()).isZero();
        var end = CompletableFuture.supplyAsync(() -> {
            try {
                return response.body().read();
            } catch (IOException e) {
                return -2;
            }
        });
        Thread.sleep(150);
        assertThat(end).isNotDone();
    }

    @Test
    void redirects() throws Exception {
        HttpResponse<byte[]> response = startWire(
                        WireRequest.OPENAI_CHAT,
                        turn(
                                "\"text\": \"x\"",
                                "{\"kind\": \"redirect\", \"message\": \"/other/v1/chat/completions\"}"))
                .ask(true);

        assertThat(response.statusCode()).isEqualTo(308);
        assertThat(response.headers().firstValue("Location")).contains("/other/v1/chat/completions");
    }
}
