package dev.codeagent.bench.wirefuzz;

import dev.codeagent.bench.harness.ServerAddress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A connection to the gateway whose client writes any bytes and reads what the server answers. */
final class RawWebSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int FIN = 0x80;
    static final int COMPRESSED = 0x40;
    static final int NO_CLOSE_FRAME = 1006;
    static final int STILL_OPEN = 0;

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final String head;

    /** What the server did: the texts that it sent, and the code with which it closed the connection. */
    record Outcome(List<String> texts, int closeCode) {}

    private RawWebSocket(ServerAddress server, String extensions) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        String request = "GET /ws/v1/connect HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + server.authorization()
                        .map(value -> "\r\nAuthorization: " + value)
                        .orElse("")
                + (extensions.isEmpty() ? "" : "\r\nSec-WebSocket-Extensions: " + extensions)
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol:"
                + " codeagent.v1\r\nSec-WebSocket-Key: " + Base64.getEncoder().encodeToString(nonce) + "\r\n\r\n";
        write(request.getBytes(StandardCharsets.US_ASCII));
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            text.append((char) in.readUnsignedByte());
        }
        head = text.toString();
    }

    static RawWebSocket open(ServerAddress server) throws IOException {
        return open(server, "");
    }

    static RawWebSocket open(ServerAddress server, String extensions) throws IOException {
        var client = new RawWebSocket(server, extensions);
        if (!client.head.startsWith("HTTP/1.1 101")) {
            client.close();
            throw new IOException(
                    "the handshake failed: " + client.head.lines().findFirst().orElse(""));
        }
        return client;
    }

    boolean hasExtension() {
        return head.toLowerCase(java.util.Locale.ROOT).contains("sec-websocket-extensions");
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void writeText(String text) throws IOException {
        write(frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A masked frame. */
    static byte[] frame(int first, byte[] payload) {
        var frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < LENGTH_16) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (0x80 | LENGTH_16)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | LENGTH_64)).putLong(payload.length);
        }
        byte[] mask = {1, 2, 3, 4};
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** Reads until the server closes the connection, or sends a text that contains a word, or sends nothing for a time. */
    Outcome readUntil(String word, int millis) throws IOException {
        var texts = new ArrayList<String>();
        var message = new ByteArrayOutputStream();
        socket.setSoTimeout(millis);
        try {
            while (true) {
                int first = in.readUnsignedByte();
                byte[] payload = readPayload();
                int opcode = first & 0x0f;
                if (opcode == CLOSE) {
                    return new Outcome(
                            texts,
                            payload.length < Short.BYTES
                                    ? 1005
                                    : ByteBuffer.wrap(payload).getShort() & 0xffff);
                }
                if (opcode > TEXT) {
                    continue;
                }
                message.write(payload);
                if ((first & FIN) != 0) {
                    texts.add(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                    if (texts.getLast().contains(word)) {
                        return new Outcome(texts, STILL_OPEN);
                    }
                }
            }
        } catch (SocketTimeoutException e) {
            return new Outcome(texts, STILL_OPEN);
        } catch (EOFException | SocketException e) {
            return new Outcome(texts, NO_CLOSE_FRAME);
        }
    }

    private byte[] readPayload() throws IOException {
        int code = in.readUnsignedByte();
        long length = code == LENGTH_64 ? in.readLong() : code == LENGTH_16 ? in.readUnsignedShort() : code;
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return payload;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
