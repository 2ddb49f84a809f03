package dev.codeagent.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Forwards each connection to another address, in both directions. A sandbox without a network reaches its proxy
 * through a socket file (unix(7)) in a volume that both mount. In the sandbox a relay provides a loopback port for that
 * file, because programs configure a proxy by host and port.
 */
public final class SocketRelay implements AutoCloseable {
    /** The port of the proxy, and of the relay in the sandbox. */
    public static final int PORT = 3128;

    private static final int MAX_CONNECTIONS = 512;
    private static final int BUFFER_BYTES = 16_384;
    private static final long CONNECT_RETRY_MILLIS = 50;

    /** How long a connection waits for the proxy, which starts together with the sandbox. */
    private static final Duration PROXY_START_TIMEOUT = Duration.ofSeconds(15);

    private final ServerSocketChannel listener;
    private final SocketAddress target;
    private final Duration connectTimeout;
    private final Semaphore connectionPermits = new Semaphore(MAX_CONNECTIONS);

    private SocketRelay(ServerSocketChannel listener, SocketAddress target, Duration connectTimeout) {
        this.listener = listener;
        this.target = target;
        this.connectTimeout = connectTimeout;
        Thread.ofVirtual().name("relay").start(this::serve);
    }

    /** Listens on a loopback port and forwards to the socket file, which need not exist yet. */
    public static SocketRelay listenOnPort(int port, Path socketFile) throws IOException {
        return listenOnPort(port, socketFile, PROXY_START_TIMEOUT);
    }

    /** @param connectTimeout how long a connection waits for a listener on the socket file */
    static SocketRelay listenOnPort(int port, Path socketFile, Duration connectTimeout) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            listener.close();
            throw new IOException("cannot listen on loopback port " + port + ": " + e.getMessage(), e);
        }
        return new SocketRelay(listener, UnixDomainSocketAddress.of(socketFile), connectTimeout);
    }

    /**
     * Listens on a socket file that every user can connect to, and forwards to a loopback port. An existing file is
     * replaced.
     */
    public static SocketRelay listenOnSocketFile(Path socketFile, int port) throws IOException {
        return new SocketRelay(
                openSocketFile(socketFile),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Duration.ZERO);
    }

    /** A listener on a socket file that every user can connect to. */
    static ServerSocketChannel openSocketFile(Path socketFile) throws IOException {
        Files.deleteIfExists(socketFile);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socketFile));
        Files.setPosixFilePermissions(socketFile, PosixFilePermissions.fromString("rw-rw-rw-"));
        return listener;
    }

    /** The address that the relay listens on. */
    SocketAddress localAddress() throws IOException {
        return listener.getLocalAddress();
    }

    private void serve() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                if (!connectionPermits.tryAcquire() || !startForwarding(client)) {
                    client.close();
                }
            } catch (IOException e) {
                // The relay is closed, or the client disconnected.
            }
        }
    }

    /** Returns false if a command has used up the threads of the sandbox; later connections are served again. */
    private boolean startForwarding(SocketChannel client) {
        try {
            Thread.ofVirtual().start(() -> forward(client));
            return true;
        } catch (OutOfMemoryError e) {
            connectionPermits.release();
            return false;
        }
    }

    private void forward(SocketChannel client) {
        try (client;
                SocketChannel upstream = connect()) {
            Thread backward = Thread.ofVirtual().start(() -> copy(upstream, client));
            copy(client, upstream);
            backward.join();
        } catch (IOException e) {
            // Nothing listens on the target; the client's connection is closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connectionPermits.release();
        }
    }

    private SocketChannel connect() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + connectTimeout.toNanos();
        while (true) {
            try {
                return SocketChannel.open(target);
            } catch (IOException e) {
                if (System.nanoTime() >= deadline) {
                    throw e;
                }
                Thread.sleep(CONNECT_RETRY_MILLIS);
            }
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Already closed.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
