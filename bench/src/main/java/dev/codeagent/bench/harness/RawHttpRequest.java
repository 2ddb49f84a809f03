package dev.codeagent.bench.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A request as it goes over the wire, with headers that Java's clients do not let through, such as Host.
 *
 * @param target the address as the client writes it, which nothing normalizes
 * @param headers lines {@code Name: value}; Host is added if there is none
 */
public record RawHttpRequest(String method, String target, List<String> headers, String body) {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int MAX_RESPONSE_BYTES = 1 << 20;

    public RawHttpRequest {
        headers = List.copyOf(headers);
    }

    /** @param text the status line, the headers and what was received of the body */
    public record RawResponse(String text) {
        public int status() {
            String[] words = text.split(" ", 3);
            return words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : 0;
        }

        /** Without the framing of chunks. */
        public String body() {
            int end = text.indexOf("\r\n\r\n");
            String body = end < 0 ? "" : text.substring(end + 4);
            return text.contains("Transfer-Encoding: chunked") ? joinChunks(body) : body;
        }

        private static String joinChunks(String body) {
            var joined = new StringBuilder();
            int lineEnd = body.indexOf("\r\n");
            for (int begin = 0; lineEnd > begin; lineEnd = body.indexOf("\r\n", begin)) {
                int size = Integer.parseInt(body.substring(begin, lineEnd).strip(), 16);
                int end = Math.min(lineEnd + 2 + size, body.length());
                joined.append(body, lineEnd + 2, end);
                begin = Math.min(end + 2, body.length());
            }
            return joined.toString();
        }
    }

    public static RawHttpRequest get(String target, String... headers) {
        return new RawHttpRequest("GET", target, List.of(headers), "");
    }

    public static RawHttpRequest post(String target, String body, String... headers) {
        var all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/json");
        return new RawHttpRequest("POST", target, all, body);
    }

    /** The handshake of a WebSocket client. */
    public static RawHttpRequest webSocketHandshake(String... headers) {
        var all = new ArrayList<>(List.of(headers));
        Collections.addAll(
                all,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        return new RawHttpRequest("GET", "/ws/v1/connect", all, "");
    }

    /** Sends the request on a new connection and reads until the server closes it, or has switched protocols. */
    public RawResponse send(int port) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream().write(text(port).getBytes(StandardCharsets.UTF_8));
            return new RawResponse(read(socket.getInputStream()));
        }
    }

    private String text(int port) {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
            text.append("Host: 127.0.0.1:").append(port).append("\r\n");
        }
        if (headers.stream().noneMatch(header -> header.startsWith("Connection:"))) {
            text.append("Connection: close\r\n");
        }
        headers.forEach(header -> text.append(header).append("\r\n"));
        if (!method.equals("GET")) {
            text.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    private static String read(InputStream in) throws IOException {
        var received = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                boolean switched = received.toString().startsWith("HTTP/1.1 101") && received.indexOf("\r\n\r\n") > 0;
                if (switched || received.length() > MAX_RESPONSE_BYTES) {
                    return received.toString();
                }
            }
        } catch (SocketTimeoutException e) {
            // The server keeps the connection open, for example for events.
        }
        return received.toString();
    }
}
