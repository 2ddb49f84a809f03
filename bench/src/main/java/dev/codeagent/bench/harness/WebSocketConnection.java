package dev.codeagent.bench.harness;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** A WebSocket client (RFC 6455) on a plain socket, so that it can cut the connection at any byte. One thread reads. */
public final class WebSocketConnection implements AutoCloseable {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final byte[] buffer = new byte[16384];
    private int position;
    private int limit;
    private long bytesUntilCut;

    /** The connection was cut deliberately after the configured number of bytes. */
    public static final class ConnectionCutException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private WebSocketConnection(int port, long cutAfterBytes, Duration readTimeout) throws IOException {
        bytesUntilCut = cutAfterBytes;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(readTimeout.toMillis()));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        in = socket.getInputStream();
    }

    /** Opens a connection that is cut with RST after {@code cutAfterBytes} received bytes, including the handshake. */
    public static WebSocketConnection open(ServerAddress server, long cutAfterBytes, Duration readTimeout)
            throws IOException {
        var connection = new WebSocketConnection(server.port(), cutAfterBytes, readTimeout);
        try {
            connection.handshake(server);
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    public static WebSocketConnection open(ServerAddress server) throws IOException {
        return open(server, Long.MAX_VALUE, Duration.ofMinutes(2));
    }

    private void handshake(ServerAddress server) throws IOException {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        String request = "GET /ws/v1/connect HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + server.authorization()
                        .map(value -> "\r\nAuthorization: " + value)
                        .orElse("")
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(nonce) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            head.append((char) read());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("the WebSocket handshake failed: "
                    + head.toString().lines().findFirst().orElse(""));
        }
    }

    /** Returns the next text message. */
    public String receive() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            int first = read();
            byte[] payload = readPayload();
            switch (first & 0x0f) {
                case TEXT, CONTINUATION -> message.write(payload);
                case PING -> sendFrame(PONG, payload);
                case CLOSE -> throw new EOFException("closed by the server: " + closeReason(payload));
                default -> {}
            }
            if ((first & 0x80) != 0 && (first & 0x0f) <= TEXT) {
                return message.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private byte[] readPayload() throws IOException {
        long length = read() & 0x7f;
        if (length == LENGTH_16) {
            length = (long) read() << 8 | read();
        } else if (length == LENGTH_64) {
            length = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                length = length << 8 | read();
            }
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        for (int received = 0; received < payload.length; ) {
            if (position == limit) {
                fillBuffer();
            }
            int count = Math.min(limit - position, payload.length - received);
            System.arraycopy(buffer, position, payload, received, count);
            position += count;
            received += count;
        }
        return payload;
    }

    private static String closeReason(byte[] payload) {
        return payload.length < 2
                ? "no reason"
                : (ByteBuffer.wrap(payload).getShort() + " "
                        + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    private int read() throws IOException {
        if (position == limit) {
            fillBuffer();
        }
        return buffer[position++] & 0xff;
    }

    private void fillBuffer() throws IOException {
        if (bytesUntilCut == 0) {
            reset();
            throw new ConnectionCutException();
        }
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, bytesUntilCut));
        if (n < 0) {
            throw new EOFException("the server closed the connection");
        }
        bytesUntilCut -= n;
        position = 0;
        limit = n;
    }

    /** Closes the connection with RST, without a closing handshake: SO_LINGER with zero seconds causes that. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public void send(String text) throws IOException {
        sendFrame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void sendFrame(int opcode, byte[] payload) throws IOException {
        var out = ByteBuffer.allocate(payload.length + 14);
        out.put((byte) (0x80 | opcode));
        if (payload.length < LENGTH_16) {
            out.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            out.put((byte) (0x80 | LENGTH_16)).putShort((short) payload.length);
        } else {
            out.put((byte) (0x80 | LENGTH_64)).putLong(payload.length);
        }
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        out.put(mask);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ mask[i & 3]));
        }
        socket.getOutputStream().write(out.array(), 0, out.position());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
