package dev.codeagent.providers.contract;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A small HTTP server on a free port, which records its requests and sees when a client closes the connection. */
public final class WireServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Function<Request, WireReply> answers;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closedByClient = new CountDownLatch(1);
    private final CountDownLatch received = new CountDownLatch(1);
    private final int pieceBytes;

    /** A request as it arrived. */
    public record Request(String method, String target, String head, String body) {
        /** The path without the query. */
        public String path() {
            return target.replaceAll("\\?.*", "");
        }
    }

    /** @param pieceBytes the bytes of a response that are sent at once */
    public WireServer(int pieceBytes, Function<Request, WireReply> answers) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.pieceBytes = pieceBytes;
        this.answers = answers;
        Thread.ofVirtual().start(this::acceptConnections);
    }

    public static WireServer answering(WireReply reply) throws IOException {
        return new WireServer(8_192, request -> reply);
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
            connection.setTcpNoDelay(true);
            Request request = readRequest(in);
            requests.add(request);
            received.countDown();
            WireReply reply = answers.apply(request);
            send(out, reply);
            if (reply.end() == WireReply.End.HANG && in.read() < 0) {
                closedByClient.countDown();
            }
        } catch (IOException e) {
            closedByClient.countDown();
        }
    }

    private void send(OutputStream out, WireReply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        if (reply.end() == WireReply.End.HANG && body.length == 0) {
            return;
        }
        int length = reply.end() == WireReply.End.COMPLETE ? body.length : body.length + 1_000;
        var head = new StringBuilder("HTTP/1.1 " + reply.status() + " X\r\nContent-Type: " + reply.contentType()
                + "\r\nConnection: close\r\nContent-Length: " + length + "\r\n");
        reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        out.write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < body.length; i += pieceBytes) {
            out.write(body, i, Math.min(pieceBytes, body.length - i));
            out.flush();
        }
        out.flush();
    }

    private static Request readRequest(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("no request");
            }
            head.append((char) c);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        String[] line = head.toString().split(" ", 3);
        return new Request(
                line[0], line[1], head.toString(), new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Waits for a request. */
    boolean awaitRequest() throws InterruptedException {
        return received.await(10, TimeUnit.SECONDS);
    }

    /** Waits until a client closes its connection. */
    public boolean awaitClosedByClient() throws InterruptedException {
        return closedByClient.await(10, TimeUnit.SECONDS);
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
