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
 * Hands each connection on to another place, both ways. A sandbox without a network reaches its proxy so: over a socket's file
 * (unix(7)) in a volume that both see. In the sandbox a relay makes a port of loopback out of it, for programs that know
 * proxies by host and port alone.
 */
public final class SocketRelay implements AutoCloseable {
    /** The port of the proxy, and of the relay in the sandbox. */
    public static final int PORT = 3128;

    private static final int MAX_CONNECTIONS = 512;
    private static final int BUFFER_BYTES = 16_384;
    private static final long CONNECT_RETRY_MILLIS = 50;

    /** How long a sandbox waits for its proxy, which is started with it. */
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

    /** From a port of loopback to a socket's file, which need not be there yet. */
    public static SocketRelay listenOnPort(int port, Path socketFile) throws IOException {
        return listenOnPort(port, socketFile, PROXY_START_TIMEOUT);
    }

    /** @param connectTimeout how long a connection waits for somebody at the file */
    static SocketRelay listenOnPort(int port, Path socketFile, Duration connectTimeout) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            listener.close();
            throw new IOException("port " + port + " of loopback cannot be had: " + e.getMessage(), e);
        }
        return new SocketRelay(listener, UnixDomainSocketAddress.of(socketFile), connectTimeout);
    }

    /** From a socket's file, which whoever sees it may use, to a port of loopback; an earlier file is replaced. */
    public static SocketRelay listenOnSocketFile(Path socketFile, int port) throws IOException {
        Files.deleteIfExists(socketFile);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socketFile));
        Files.setPosixFilePermissions(socketFile, PosixFilePermissions.fromString("rw-rw-rw-"));
        return new SocketRelay(listener, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Duration.ZERO);
    }

    /** What it listens at. */
    SocketAddress localAddress() throws IOException {
        return listener.getLocalAddress();
    }

    private void serve() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                if (connectionPermits.tryAcquire()) {
                    Thread.ofVirtual().start(() -> forward(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                // Closed, or a client that went before it was served.
            }
        }
    }

    private void forward(SocketChannel client) {
        try (client;
                SocketChannel upstream = connect()) {
            Thread backward = Thread.ofVirtual().start(() -> copy(upstream, client));
            copy(client, upstream);
            backward.join();
        } catch (IOException e) {
            // Nobody listens there: the client sees its connection end.
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
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
