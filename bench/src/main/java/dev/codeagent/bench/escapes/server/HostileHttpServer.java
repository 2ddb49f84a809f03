package dev.codeagent.bench.escapes.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A model server of an attacker: writes any bytes as its answers, and records the requests. */
final class HostileHttpServer implements AutoCloseable {
    static final String STREAM_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    static final String JSON_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Answer answer;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Writes an answer; ends with an exception when the client closes the connection. */
    interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    HostileHttpServer(Answer answer) throws IOException {
        this.answer = answer;
        Thread.ofVirtual().start(this::acceptConnections);
    }

    static HostileHttpServer answering(String text) throws IOException {
        return new HostileHttpServer(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes the head, then the part without end. */
    static HostileHttpServer repeating(String head, String part, long pauseMillis) throws IOException {
        return new HostileHttpServer(out -> {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
                if (pauseMillis > 0) {
                    out.flush();
                    Thread.sleep(pauseMillis);
                }
            }
        });
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
            requests.add(readHead(in));
            answer.write(out);
        } catch (IOException | InterruptedException e) {
            // The client closed the connection.
        }
    }

    private static String readHead(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (int c = in.read(); c >= 0 && !head.toString().endsWith("\r\n\r"); c = in.read()) {
            head.append((char) c);
        }
        return head.toString();
    }

    /** The heads of the requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
