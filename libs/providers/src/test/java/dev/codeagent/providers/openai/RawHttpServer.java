package dev.codeagent.providers.openai;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that writes raw bytes as its answer, also invalid and endless ones. */
final class RawHttpServer implements AutoCloseable {
    static final String SSE_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    static final String JSON_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";

    private final ServerSocket socket;
    private final Answer answer;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Writes an answer; ends with an exception when the client closes the connection. */
    interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    RawHttpServer(Answer answer) throws IOException {
        this.answer = answer;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::acceptConnections);
    }

    /** Writes the head, then the part again and again until the client closes the connection. */
    static RawHttpServer repeating(String head, String part) throws IOException {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        return new RawHttpServer(out -> {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write(bytes);
            }
        });
    }

    /** Writes the head, then the part once in the given time until the client closes the connection. */
    static RawHttpServer dripping(String head, String part, long millis) throws IOException {
        return new RawHttpServer(out -> {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
                out.flush();
                Thread.sleep(millis);
            }
        });
    }

    static RawHttpServer answering(String text) throws IOException {
        return new RawHttpServer(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void acceptConnections() {
        try {
            while (true) {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // The server was closed.
        }
    }

    private void serve(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream());
                OutputStream out = connection.getOutputStream()) {
            requests.add(readRequest(in));
            answer.write(out);
        } catch (IOException | InterruptedException e) {
            // The client closed the connection.
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                return head.toString();
            }
            head.append((char) c);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
