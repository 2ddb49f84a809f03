package dev.codeagent.cli.conformance;

import dev.codeagent.api.wire.EnvelopeCodec;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A gateway in memory on a free port of this machine: it answers as a server does, but its runs have a few events that a script
 * gives, and it does nothing. Clients are checked against it, and the checks of servers are tested with it.
 */
public final class ScriptedGateway implements AutoCloseable {
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_HEAD = 64 << 10;

    private final ServerSocket server;
    private final Script script;
    private final ScriptedRuns runs;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** What the gateway does differently from a conforming server, and what happens to clients. */
    public interface Script {
        /** A conforming server. */
        Script CONFORMING = new Script() {};

        /** The token that a client must send; empty for none. */
        default String token() {
            return "";
        }

        /** Whether the server leaves out one of its duties, which have the names of {@link ConformanceCase#name}. */
        default boolean leavesOut(String duty) {
            return false;
        }

        /** The messages that are sent to a connection in place of one. */
        default List<String> replace(int connection, String message) {
            return List.of(message);
        }

        /** Called with each message of a client before it is answered; an exception cuts the connection. */
        default void onMessage(int connection, String message) throws IOException {}

        /** Called after a message was sent to a client; an exception cuts the connection. */
        default void onSent(int connection, String message) throws IOException {}

        /** Called when a connection is open. */
        default void onConnected(int connection) {}
    }

    private ScriptedGateway(ServerSocket server, Script script, ScriptedRuns runs) {
        this.server = server;
        this.script = script;
        this.runs = runs;
    }

    public static ScriptedGateway start(Script script, ScriptedRuns runs) throws IOException {
        var gateway = new ScriptedGateway(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), script, runs);
        Thread.ofVirtual().start(gateway::accept);
        return gateway;
    }

    /** The address of the server, without the path of the gateway. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        for (int number = 1; !server.isClosed(); number++) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int connection = number;
                Thread.ofVirtual().start(() -> serve(socket, connection));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            String head = readHead(in);
            Map<String, String> headers = headers(head);
            int refused = refusal(head, headers);
            if (refused > 0) {
                respond(socket, refused);
                return;
            }
            socket.getOutputStream().write(handshake(headers).getBytes(StandardCharsets.ISO_8859_1));
            script.onConnected(number);
            boolean uniqueIds = headers.containsKey("sec-websocket-protocol");
            new ScriptedConnection(
                            new Frames(in, socket.getOutputStream(), false),
                            number,
                            new ScriptedConnection.Handshake(uniqueIds, acceptsCompression(headers)),
                            script,
                            runs)
                    .serve();
        } catch (IOException e) {
            // The client is gone, or the script cut the connection.
        } finally {
            sockets.remove(socket);
        }
    }

    /** The status of HTTP with which a handshake is refused; 0 if it is accepted. */
    private int refusal(String head, Map<String, String> headers) {
        if (!head.startsWith("GET /ws/v1/connect ") || !headers.containsKey("sec-websocket-key")) {
            return 404;
        }
        if (headers.containsKey("origin") && !script.leavesOut("handshake.foreign-origin")) {
            return 403;
        }
        boolean known = headers.getOrDefault("authorization", "").equals(script.token());
        return known || script.token().isEmpty() || script.leavesOut("handshake.token") ? 0 : 401;
    }

    private static void respond(Socket socket, int status) throws IOException {
        String response = "HTTP/1.1 " + status + " Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String handshake(Map<String, String> headers) {
        boolean offered = Arrays.asList(
                        headers.getOrDefault("sec-websocket-protocol", "").split("\\s*,\\s*"))
                .contains(EnvelopeCodec.SUBPROTOCOL);
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + acceptKey(headers.getOrDefault("sec-websocket-key", ""))
                + (offered && !script.leavesOut("handshake.subprotocol")
                        ? "\r\nSec-WebSocket-Protocol: " + EnvelopeCodec.SUBPROTOCOL
                        : "")
                + (acceptsCompression(headers) ? "\r\nSec-WebSocket-Extensions: " + Deflate.OFFER : "")
                + "\r\n\r\n";
    }

    /** A parameter that the server does not know makes an offer unacceptable (RFC 7692, 7.1). */
    private boolean acceptsCompression(Map<String, String> headers) {
        String offer = headers.getOrDefault("sec-websocket-extensions", "");
        return offer.equals(Deflate.OFFER)
                || offer.contains(Deflate.EXTENSION) && script.leavesOut("compression.parameters");
    }

    /** RFC 6455, 4.2.2. */
    private static String acceptKey(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java always has SHA-1", e);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int value = in.read();
            if (value < 0 || head.size() > MAX_HEAD) {
                throw new IOException("no request");
            }
            head.write(value);
            newlines = value == '\n' ? newlines + 1 : value == '\r' ? newlines : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, String> headers(String head) {
        var headers = new LinkedHashMap<String, String>();
        head.lines().skip(1).filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return headers;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
