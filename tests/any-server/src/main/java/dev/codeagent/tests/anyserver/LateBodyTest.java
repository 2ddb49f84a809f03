package dev.codeagent.tests.anyserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request whose body arrives after its head is answered as if both had arrived together. */
@Tag("any-server")
@Tag("listener")
class LateBodyTest {
    /** More than the time that a body may take. */
    private static final long SLOW_ANSWER_MILLIS = 24_000;

    private static final int CLIENTS = 8;
    private static final int PIECES = 80;
    private static final List<Integer> PIECE_SIZES = List.of(1_000, 16_384, 65_536, 70_000, 262_144, 1_000_000);

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

    /** Payara reuses the objects of a request for the next one of its connection. */
    @Test
    void isReadWholeWhenLargeOnesFollowEachOther() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int client = 0; client < CLIENTS; client++) {
                var random = new Random(client);
                answers.add(clients.submit(() -> upload(random)));
            }
            for (Future<String> answer : answers) {
                // The bytes are those that were sent, and no bundle.
                assertThat(answer.get()).contains("the upload is not used: its header is not that of one commit");
            }
        }
    }

    /** Uploads random bytes in pieces on one connection, and returns the answer to the end of the transfer. */
    private static String upload(Random random) throws Exception {
        var pieces = new ArrayList<byte[]>();
        var digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < PIECES; i++) {
            byte[] piece = new byte[PIECE_SIZES.get(random.nextInt(PIECE_SIZES.size()))];
            random.nextBytes(piece);
            pieces.add(piece);
            digest.update(piece);
        }
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            String key = "latebody" + HexFormat.of().toHexDigits(random.nextLong());
            String created = send(client, "POST", "", ("{\"key\":\"" + key + "\",\"name\":\"late\"}").getBytes(UTF_8));
            String transfer = "/" + created.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1") + "/transfers/"
                    + HexFormat.of().formatHex(digest.digest());
            long offset = 0;
            for (byte[] piece : pieces) {
                assertThat(send(client, "PUT", transfer + "?offset=" + offset, piece))
                        .startsWith("200 ");
                offset += piece.length;
            }
            return send(client, "POST", transfer, new byte[0]);
        }
    }

    /** The status and the body of the answer. */
    private static String send(HttpClient client, String method, String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/uploads" + path))
                .header("Authorization", server.address().authorization().orElseThrow())
                .header("Content-Type", method.equals("PUT") ? "application/octet-stream" : "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
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

    private static String head(String method, String path, int length, String connection) {
        return method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nAuthorization: "
                + server.address().authorization().orElseThrow()
                + "\r\nContent-Type: application/json\r\nConnection: " + connection + "\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    /** The status line and the body of the answer. */
    private static String request(String method, String path, String body, long delayMillis)
            throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = head(method, path, bytes.length, "close");
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
