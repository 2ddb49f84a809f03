package dev.codeagent.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
                            + exchange.getRequestHeaders().getFirst("Proxy-Authorization")
                            + (exchange.getRequestURI().isAbsolute()
                                    ? " body=" + exchange.getRequestBody().readAllBytes().length
                                    : ""))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        origin.start();
        start(UpstreamProxies.NONE, List.of(origin()));
    }

    private void start(UpstreamProxies upstreams, List<String> allowedHosts) throws IOException {
        var listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = listener.socket().getLocalPort();
        proxy = new EgressProxy(
                listener, new EgressAllowList(false, allowedHosts, List.of(), Set.of()), upstreams, log);
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

    @Test
    void rejectsHeadersThatOtherServersReadDifferently() throws IOException {
        String start = "GET http://" + origin() + "/ HTTP/1.1\r\n";

        assertThat(send(start + "Content-Length : 5\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(send(start + "A: b\rContent-Length: 5\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    /** The origin server of this test is the network's proxy, which gets absolute URIs. */
    @Test
    void sendsExactlyOneRequestWithCredentialsToTheProxyOfTheNetwork() throws IOException {
        proxy.close();
        var upstream =
                new UpstreamProxies.Upstream("127.0.0.1", origin.getAddress().getPort(), "user:secret");
        start(new UpstreamProxies(Optional.of(upstream), Optional.empty(), List.of()), List.of("named.test"));

        String answer = send("POST http://named.test/a HTTP/1.1\r\nHost: 10.0.0.1\r\nContent-Length: 3\r\n\r\nabc"
                + "GET http://10.0.0.1/second HTTP/1.1\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .endsWith("POST http://named.test:80/a Basic dXNlcjpzZWNyZXQ= body=3");
        assertThat(send("POST http://named.test/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void checksAddressesBeforeItUsesTheProxyOfTheNetwork() throws IOException {
        proxy.close();
        var upstream = Optional.of(
                new UpstreamProxies.Upstream("127.0.0.1", origin.getAddress().getPort(), ""));
        var listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = listener.socket().getLocalPort();
        proxy = new EgressProxy(
                listener,
                new EgressAllowList(true, List.of(), List.of(), Set.of()),
                new UpstreamProxies(upstream, upstream, List.of()),
                log);
        Thread.ofVirtual().start(proxy::serve);

        for (String host : List.of("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "10.0.0.1", "intranet")) {
            assertThat(send("GET http://" + host + "/ HTTP/1.1\r\n\r\n")).doesNotStartWith("HTTP/1.1 200");
            assertThat(send("CONNECT " + host + ":443 HTTP/1.1\r\n\r\n")).doesNotStartWith("HTTP/1.1 200");
        }
        assertThat(send("CONNECT 93.184.216.34:22 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403");
    }
}
