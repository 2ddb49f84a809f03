package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request whose body arrives after its head is answered as if both had arrived together. */
@Tag("any-server")
class LateBodyTest {
    /** More than the time that a body may take. */
    private static final long SLOW_ANSWER_MILLIS = 24_000;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /api/v1/runs              | {\"project\":\"none\",\"prompt\":\"x\"}",
                "POST   | /api/v1/runs              | no JSON",
                "POST   | /api/v1/runs?a=b%20c      | {}",
                "POST   | /api/v1/runs/a%3Fb/cancel | {}",
                "PUT    | /api/v1/providers/a%20b   | {\"baseUrl\":\"ftp://a\"}",
                "DELETE | /api/v1/providers/none    | {}",
                "PATCH  | /api/v1/providers/none    | {}",
                "GET    | /api/v1/providers         | {}",
                "POST   | /api/v1/none              | {}",
                "POST   | /none                     | {}",
                "POST   | /                         | {}",
            })
    void isAnsweredAsIfItHadArrivedWithTheHead(String method, String path, String body) throws Exception {
        assertThat(request(method, path, body, 100)).isEqualTo(request(method, path, body, 0));
    }

    @Test
    void mayNeedLongerThanABody() throws Exception {
        var provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        provider.createContext("/", exchange -> {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().endsWith("/chat/completions")) {
                    exchange.sendResponseHeaders(404, -1);
                    return;
                }
                exchange.sendResponseHeaders(200, 0);
                Thread.sleep(SLOW_ANSWER_MILLIS);
                exchange.getResponseBody()
                        .write("data: {\"choices\":[{\"delta\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}\n\n"
                                .getBytes(StandardCharsets.UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        provider.start();
        String path = "/api/v1/providers/slow-answer";
        try {
            String answer = request(
                    "PUT",
                    path + "?test=true",
                    "{\"baseUrl\":\"http://127.0.0.1:" + provider.getAddress().getPort()
                            + "/v1\",\"defaultModel\":\"m\",\"apiKey\":\"slow-answer-key\"}",
                    100);

            assertThat(answer).startsWith("HTTP/1.1 20").contains("slow-answer");
        } finally {
            request("DELETE", path, "", 0);
            provider.stop(0);
        }
    }

    /** The status line and the body of the answer. */
    private static String request(String method, String path, String body, long delayMillis)
            throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nAuthorization: "
                + server.address().authorization().orElseThrow()
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            if (delayMillis == 0) {
                socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            } else {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                Thread.sleep(delayMillis);
                socket.getOutputStream().write(bytes);
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = answer.indexOf("\r\n\r\n");
            return answer.lines().findFirst().orElseThrow() + "\n" + answer.substring(end + 4);
        }
    }
}
