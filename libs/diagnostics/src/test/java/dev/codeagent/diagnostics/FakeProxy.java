package dev.codeagent.diagnostics;

import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy that records its requests. It makes names without DNS entry reachable: each tunnel leads to one local port,
 * and each plain request gets the same answer.
 */
final class FakeProxy implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new ArrayList<>();
    private final int target;
    private final String response;

    /**
     * @param target the port that tunnels lead to
     * @param response the whole answer to plain requests; empty to never answer
     */
    FakeProxy(int target, String response) throws IOException {
        this.target = target;
        this.response = response;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    static FakeProxy respondingWith(String... head) throws IOException {
        return new FakeProxy(0, String.join("\r\n", head) + "\r\nContent-Length: 0\r\n\r\n");
    }

    static FakeProxy tunnelTo(int port) throws IOException {
        return new FakeProxy(port, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    }

    String address(String login) {
        return "http://" + login + "127.0.0.1:" + server.getLocalPort();
    }

    EnvironmentProxySelector asSelector() {
        return asSelector("");
    }

    EnvironmentProxySelector asSelector(String login) {
        return new EnvironmentProxySelector(
                Map.of("HTTP_PROXY", address(login), "HTTPS_PROXY", address(login)), Optional.empty());
    }

    /** The heads of all requests. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = readHead(client.getInputStream());
            synchronized (this) {
                requests.add(head);
            }
            OutputStream out = client.getOutputStream();
            if (head.startsWith("CONNECT ")) {
                out.write("HTTP/1.1 200 Established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                tunnel(client);
            } else if (response.isEmpty()) {
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } else {
                out.write(response.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException closed) {
            return;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Reads byte by byte, because the rest belongs to the tunnel. */
    private static String readHead(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private void tunnel(Socket client) throws IOException {
        try (var other = new Socket(InetAddress.getLoopbackAddress(), target)) {
            threads.execute(() -> {
                try {
                    other.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException closed) {
                    return;
                }
            });
            client.getInputStream().transferTo(other.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
