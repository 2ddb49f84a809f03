package dev.codeagent.bench.escapes.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Sends bytes over a TCP connection and collects what comes back.
 *
 * @param text everything that was received
 * @param closed whether the server closed the connection
 */
record RawHttp(String text, boolean closed) {
    private static final int RESPONSE_MILLIS = 10_000;
    private static final int NEXT_RESPONSE_MILLIS = 700;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/[0-9.]+ (\\d{3})");

    /** Sends the bytes and reads until the server closes the connection or sends nothing more. */
    static RawHttp exchange(int port, byte[] bytes) throws IOException {
        return exchange(port, List.of(bytes));
    }

    /** Sends the parts with a pause between them. */
    static RawHttp exchange(int port, List<byte[]> parts) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            var received = new ByteArrayOutputStream();
            boolean closed = false;
            for (byte[] part : parts) {
                try {
                    socket.getOutputStream().write(part);
                } catch (IOException e) {
                    closed = true; // The server may refuse the request before it has read all of it.
                }
                closed |= receive(socket, received);
            }
            return new RawHttp(received.toString(StandardCharsets.ISO_8859_1), closed);
        }
    }

    /** Returns whether the server closed the connection. */
    private static boolean receive(Socket socket, ByteArrayOutputStream received) throws IOException {
        socket.setSoTimeout(received.size() > 0 ? NEXT_RESPONSE_MILLIS : RESPONSE_MILLIS);
        byte[] buffer = new byte[8192];
        InputStream in = socket.getInputStream();
        try {
            int count = in.read(buffer);
            while (count >= 0) {
                received.write(buffer, 0, count);
                socket.setSoTimeout(NEXT_RESPONSE_MILLIS);
                count = in.read(buffer);
            }
            return true;
        } catch (SocketTimeoutException idle) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** The status of each response; not of {@code 100 Continue}. */
    List<Integer> statuses() {
        return STATUS_LINE
                .matcher(text)
                .results()
                .map((MatchResult m) -> Integer.parseInt(m.group(1)))
                .filter(status -> status != 100)
                .toList();
    }

    /** The beginning of what was received, for a message. */
    String summary() {
        return statuses()
                + (closed ? ", closed: " : ", open: ")
                + text.substring(0, Math.min(text.length(), 200)).replace("\r\n", " | ");
    }
}
