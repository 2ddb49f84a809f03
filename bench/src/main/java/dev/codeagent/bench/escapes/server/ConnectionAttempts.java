package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One client opens connections until the server has none left for others. */
final class ConnectionAttempts {
    private static final int LIMIT = 40;
    private static final int ATTEMPTS = 2 * LIMIT;
    private static final int WAIT_MILLIS = 50;

    private ConnectionAttempts() {}

    static List<ServerAttempt> all() {
        var attempt = ServerAttempt.of(
                "connections/one-address",
                "a client without a token holds more connections than one address may have",
                target -> hold(target.server(Map.of("CODEAGENT_GATEWAY_MAXCONNECTIONSPERADDRESS", "" + LIMIT))),
                target -> hold(target.server(IdentityAttempts.OTHER_INSTANCE)));
        return List.of(attempt.beside());
    }

    private static Optional<String> hold(ServerProcess server) throws IOException {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            long open = 0;
            for (Socket socket : sockets) {
                open += isOpen(socket) ? 1 : 0;
            }
            return open > LIMIT ? Optional.of(open + " connections are open") : Optional.empty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static boolean isOpen(Socket socket) throws IOException {
        socket.setSoTimeout(WAIT_MILLIS);
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false; // The server reset it.
        }
    }
}
