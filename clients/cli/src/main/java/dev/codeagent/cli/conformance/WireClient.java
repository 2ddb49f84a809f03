package dev.codeagent.cli.conformance;

import dev.codeagent.cli.conformance.Frames.Frame;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocketFactory;

/** A connection to the gateway that a check controls frame by frame. */
final class WireClient implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int MAX_HEAD = 64 << 10;
    private static final int MAX_MESSAGE = 64 << 20;

    private final Socket socket;
    private final Frames frames;
    private final Map<String, String> headers;
    private final int status;
    private final Duration timeout;
    /** Messages that were read while a check waited for another one. */
    private final List<JsonObject> unread = new ArrayList<>();

    private WireClient(Socket socket, Frames frames, int status, Map<String, String> headers, Duration timeout) {
        this.timeout = timeout;
        this.socket = socket;
        this.frames = frames;
        this.status = status;
        this.headers = headers;
    }

    /** Connects and sends the handshake; {@link #status} tells whether the server accepted it. */
    static WireClient connect(URI server, Map<String, String> extraHeaders, Duration timeout) throws IOException {
        boolean secure = "https".equals(server.getScheme()) || "wss".equals(server.getScheme());
        int port = server.getPort() > 0 ? server.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
        var plain = new Socket();
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        plain.connect(new InetSocketAddress(server.getHost(), port), CONNECT_MILLIS);
        Socket socket = secure
                ? ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, server.getHost(), port, true)
                : plain;
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        var all = new LinkedHashMap<>(Map.of(
                "Host", server.getHost() + ":" + port,
                "Upgrade", "websocket",
                "Connection", "Upgrade",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", Base64.getEncoder().encodeToString(nonce)));
        all.putAll(extraHeaders);
        var request = new StringBuilder("GET " + path(server) + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        var in = new BufferedInputStream(socket.getInputStream());
        List<String> head = readHead(in);
        var headers = new LinkedHashMap<String, String>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, Math.max(colon, 0)).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String[] words = head.getFirst().split(" ");
        return new WireClient(
                socket,
                new Frames(in, socket.getOutputStream(), true),
                words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : 0,
                headers,
                timeout);
    }

    private static String path(URI server) {
        String base = server.getRawPath() == null ? "" : server.getRawPath().replaceFirst("/$", "");
        return base.endsWith("/connect") ? base : base + "/ws/v1/connect";
    }

    private static List<String> readHead(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int value = in.read();
            if (value < 0 || head.size() > MAX_HEAD) {
                throw new IOException("the server answered no HTTP");
            }
            head.write(value);
            text = value == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
        }
        return text.lines().filter(line -> !line.isEmpty()).toList();
    }

    int status() {
        return status;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    Frames frames() {
        return frames;
    }

    void sendCommand(String id, JsonObject payload) throws IOException {
        frames.writeText(envelope(id, payload).build().toString());
    }

    static JsonObjectBuilder envelope(String id, JsonObject payload) {
        return Json.createObjectBuilder()
                .add("id", id)
                .add("type", "command")
                .add("timestamp", Instant.now().toString())
                .add("payload", payload)
                .add(
                        "metadata",
                        Json.createObjectBuilder().add("version", "1.0").add("client", "conformance"));
    }

    /** Reads until the answer to a command: a message with its id that is no event and no part of a text. */
    JsonObject awaitAnswer(String id) throws IOException {
        for (JsonObject message : unread) {
            if (isAnswer(message, id)) {
                unread.remove(message);
                return message;
            }
        }
        while (true) {
            JsonObject message = readMessage();
            if (isAnswer(message, id)) {
                return message;
            }
            unread.add(message);
        }
    }

    private static boolean isAnswer(JsonObject message, String id) {
        JsonObject payload = payload(message);
        return message.getString("id", "").equals(id)
                && (payload.containsKey("status")
                        || message.getString("type", "").equals("error"));
    }

    static JsonObject payload(JsonObject message) {
        return message.get("payload") instanceof JsonObject payload ? payload : JsonObject.EMPTY_JSON_OBJECT;
    }

    /** The next message, in the order in which they arrived. */
    JsonObject nextMessage() throws IOException {
        return unread.isEmpty() ? readMessage() : unread.removeFirst();
    }

    /** Pings of the server do not prolong the time for a message. */
    private JsonObject readMessage() throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        var text = new ByteArrayOutputStream();
        boolean compressed = false;
        while (true) {
            if (System.nanoTime() > deadline) {
                throw new SocketTimeoutException("no message within " + timeout.toSeconds() + " s");
            }
            Frame frame = frames.read();
            switch (frame.opcode()) {
                case Frames.PING -> frames.write(Frames.PONG, true, frame.payload());
                case Frames.PONG -> {}
                case Frames.CLOSE -> throw new ClosedException(frame.closeCode());
                default -> {
                    compressed |= frame.reserved() == Frames.COMPRESSED;
                    text.write(frame.payload());
                    if (frame.last()) {
                        byte[] message = text.toByteArray();
                        return parse(new String(
                                compressed ? Deflate.decompress(message, MAX_MESSAGE) : message,
                                StandardCharsets.UTF_8));
                    }
                }
            }
        }
    }

    /** Reads until the server closes the connection, and returns the code. */
    int awaitClose() throws IOException {
        try {
            while (true) {
                readMessage();
            }
        } catch (ClosedException e) {
            return e.code;
        }
    }

    static JsonObject parse(String text) throws IOException {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (jakarta.json.JsonException | IllegalStateException e) {
            throw new IOException("the server sent no JSON object: " + e.getMessage(), e);
        }
    }

    /** The server closed the connection. */
    static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int code;

        ClosedException(int code) {
            super("the server closed the connection with code " + code);
            this.code = code;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
