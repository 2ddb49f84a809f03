package dev.codeagent.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EgressProxyTest {
    private final StringBuffer log = new StringBuffer();
    private HttpServer origin;
    private EgressProxy proxy;
    private int port;

    @BeforeEach
    void start() throws IOException {
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            byte[] body = (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                            + exchange.getRequestHeaders().getFirst("Proxy-Authorization"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        origin.start();
        var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        port = socket.getLocalPort();
        var allowList = new EgressAllowList(
                false, List.of("127.0.0.1:" + origin.getAddress().getPort()), Set.of());
        proxy = new EgressProxy(socket, allowList, log);
        Thread.ofVirtual().start(proxy::serve);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        origin.stop(0);
    }

    private String send(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String origin() {
        return "127.0.0.1:" + origin.getAddress().getPort();
    }

    @Test
    void forwardsAPlainRequestWithoutProxyHeaders() throws IOException {
        String answer = send("GET http://" + origin() + "/a?b=c HTTP/1.1\r\nHost: " + origin()
                + "\r\nProxy-Authorization: Basic eA==\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("GET /a?b=c null");
        assertThat(log).contains("\"host\":\"127.0.0.1\"").contains("\"outcome\":\"allowed\"");
    }

    @Test
    void tunnelsAConnectRequest() throws IOException {
        String answer = send("CONNECT " + origin() + " HTTP/1.1\r\nHost: x\r\n\r\nGET /inside HTTP/1.0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 Connection established").endsWith("GET /inside null");
    }

    @Test
    void rejectsAndLogsAHostThatIsNotAllowed() throws IOException {
        String answer = send("CONNECT other.test:443 HTTP/1.1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403").contains("other.test:443 is not in the list");
        assertThat(log).contains("\"host\":\"other.test\",\"port\":443,\"outcome\":\"refused\"");
    }

    @Test
    void rejectsMalformedRequests() throws IOException {
        assertThat(send("\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(send("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(send("CONNECT a\"b:1 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(send("GET http://" + origin() + "/ HTTP/1.1\r\n folded: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(send("G")).startsWith("HTTP/1.1 400");
    }
}
