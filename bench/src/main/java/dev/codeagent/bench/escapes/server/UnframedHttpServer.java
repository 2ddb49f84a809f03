package dev.codeagent.bench.escapes.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP server without the defence: it knows no bodies and takes whatever follows a head for the next request. The
 * control of attempts that Payara refuses even when it is not modified.
 */
final class UnframedHttpServer implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;

    UnframedHttpServer() throws IOException {
        server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                answerHeads(socket);
            } catch (IOException e) {
                // The next client, or closed.
            }
        }
    }

    private static void answerHeads(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        var line = new StringBuilder();
        boolean inHead = false;
        int b = in.read();
        while (b >= 0) {
            if (b == '\n') {
                String text = line.toString().strip();
                line.setLength(0);
                inHead |= text.matches(".* HTTP/[0-9.]+");
                if (text.isEmpty() && inHead) {
                    inHead = false;
                    socket.getOutputStream().write(ANSWER);
                }
            } else {
                line.append((char) b);
            }
            b = in.read();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
