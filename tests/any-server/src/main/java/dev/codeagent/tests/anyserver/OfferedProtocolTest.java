package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that offers HTTP/2 without TLS with each request, like the one of the JDK, is answered with HTTP/1.1. */
@Tag("any-server")
@Tag("listener")
class OfferedProtocolTest {
    private static final String OFFER =
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
    private static final int NOT_JSON = 400;

    private static TestServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    }

    @AfterAll
    static void stop() {
        http.close();
    }

    private static HttpResponse<String> post(String body) {
        return http.sendAsync(
                        server.address()
                                .request("/api/v1/policy/try")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .join();
    }

    /** Small bodies arrive with their head, large ones after it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 500_000, 1_000_000})
    void bodiesOfAllSizesAreRead(int size) {
        String body = "{\"file\":{\"rules\":[]},\"more\":\"" + "x".repeat(size) + "\"}";

        HttpResponse<String> answer = post(body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.body()).contains("\"calls\"");
    }

    @Test
    @DisabledIfSystemProperty(
            named = "codeagent.server",
            matches = "payara-server",
            disabledReason = "Payara Server has no add-on of ours, and its listener leaves the type out")
    void answersSayTheirType() {
        assertThat(post("{\"file\":{\"rules\":[]}}").headers().firstValue("Content-Type"))
                .hasValue("application/json");
        assertThat(post("no JSON").headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    /** The container closes each of these connections; a client that did not know it would fail at some requests. */
    @Test
    void manyRequestsFollowEachOther() {
        assertThat(IntStream.range(0, 60)
                        .parallel()
                        .mapToObj(i -> post(i % 2 == 0 ? "{\"file\":{\"rules\":[]}}" : "no JSON"))
                        .map(HttpResponse::statusCode))
                .containsOnly(200, NOT_JSON);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        assertThat(post("{\"more\":\"" + "x".repeat(1 << 20) + "\"}").statusCode())
                .isEqualTo(413);
    }

    @Test
    void theBodyEndsWhereItsLengthSays() throws Exception {
        String answer = exchange("{\"file\":{\"rules\":[]}}", "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("\r\nConnection: close\r\n");
        assertThat(answer.split("HTTP/1.1 ")).hasSize(2);
    }

    /** The whole connection until the server closes it. */
    private static String exchange(String body, String rest) throws Exception {
        String head = "POST /api/v1/policy/try HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nAuthorization: "
                + server.address().authorization().orElseThrow() + "\r\nContent-Type: application/json\r\n" + OFFER
                + "Content-Length: " + body.length() + "\r\n\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write((head + body + rest).getBytes(StandardCharsets.UTF_8));
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
