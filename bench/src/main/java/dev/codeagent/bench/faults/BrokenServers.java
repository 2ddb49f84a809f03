package dev.codeagent.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Addresses at which no provider answers: below HTTP, so that the scripted model server cannot play them. */
final class BrokenServers implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final int MAX_QUEUED = 20;
    private static final int QUEUE_MILLIS = 300;

    private final List<ServerSocket> listeners = new ArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final int refused;
    private final int tls;
    private final int plain;
    private final int dropped;
    private final int silent;
    private final int unanswered;

    /** What a server does with a connection. */
    private interface Connection {
        void accept(Socket socket) throws IOException;
    }

    BrokenServers(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused = unused.getLocalPort();
        }
        tls = listen(
                selfSigned(folder).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                socket -> {
                    ((SSLSocket) socket).startHandshake();
                    socket.close();
                });
        plain = listen(plainSocket(), socket -> {
            readRequest(socket);
            socket.getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.close();
        });
        dropped = listen(plainSocket(), socket -> {
            readRequest(socket);
            socket.close();
        });
        silent = listen(plainSocket(), socket -> {});
        unanswered = fullQueue();
    }

    /** Returns a port whose queue is full, so that the packets that open a connection get no answer. */
    private int fullQueue() throws IOException {
        var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listeners.add(listener);
        for (int i = 0; i < MAX_QUEUED; i++) {
            var socket = new Socket();
            open.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), QUEUE_MILLIS);
            } catch (SocketTimeoutException e) {
                return listener.getLocalPort();
            }
        }
        throw new IOException("the queue of a listener takes more than " + MAX_QUEUED + " connections");
    }

    private static ServerSocket plainSocket() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Reads what arrives first, so that the end of the connection is not a reset. */
    private static void readRequest(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        in.read(new byte[64 << 10]);
    }

    private int listen(ServerSocket listener, Connection connection) {
        listeners.add(listener);
        Thread.ofPlatform().daemon().start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> serve(connection, socket));
                } catch (IOException e) {
                    return; // The benchmark is over.
                }
            }
        });
        return listener.getLocalPort();
    }

    private static void serve(Connection connection, Socket socket) {
        try {
            connection.accept(socket);
        } catch (IOException e) {
            // The client closed its end, which is what a client does that does not trust the certificate.
        }
    }

    private static SSLContext selfSigned(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve("self-signed.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed; see " + folder.resolve("keytool.log"));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The scheme, host and port of the server with this name. */
    String origin(String name) {
        return switch (name) {
            case "refused" -> "http://127.0.0.1:" + refused;
            case "dns" -> "http://no-such-host.invalid";
            case "tls" -> "https://127.0.0.1:" + tls;
            case "plain" -> "https://127.0.0.1:" + plain;
            case "dropped" -> "http://127.0.0.1:" + dropped;
            case "dropped-tls" -> "https://127.0.0.1:" + dropped;
            case "silent" -> "http://127.0.0.1:" + silent;
            case "silent-tls" -> "https://127.0.0.1:" + silent;
            case "unanswered" -> "http://127.0.0.1:" + unanswered;
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public void close() {
        try {
            for (ServerSocket listener : listeners) {
                listener.close();
            }
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
