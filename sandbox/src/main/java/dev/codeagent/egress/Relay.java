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
public final class Relay implements AutoCloseable {
    /** The port of the proxy, and of the relay in the sandbox. */
    public static final int PORT = 3128;

    private static final int MOST_CONNECTIONS = 512;
    private static final int PIECE = 16_384;
    private static final long PAUSE_MILLIS = 50;

    /** How long a sandbox waits for its proxy, which is started with it. */
    private static final Duration START = Duration.ofSeconds(15);

    private final ServerSocketChannel door;
    private final SocketAddress target;
    private final Duration patience;
    private final Semaphore places = new Semaphore(MOST_CONNECTIONS);

    private Relay(ServerSocketChannel door, SocketAddress target, Duration patience) {
        this.door = door;
        this.target = target;
        this.patience = patience;
        Thread.ofVirtual().name("relay").start(this::serve);
    }

    /** From a port of loopback to a socket's file, which need not be there yet. */
    public static Relay fromPort(int port, Path file) throws IOException {
        return fromPort(port, file, START);
    }

    /** @param patience how long a connection waits for somebody at the file */
    static Relay fromPort(int port, Path file, Duration patience) throws IOException {
        ServerSocketChannel door = ServerSocketChannel.open();
        try {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            door.close();
            throw new IOException("port " + port + " of loopback cannot be had: " + e.getMessage(), e);
        }
        return new Relay(door, UnixDomainSocketAddress.of(file), patience);
    }

    /** From a socket's file, which whoever sees it may use, to a port of loopback; an earlier file is replaced. */
    public static Relay fromFile(Path file, int port) throws IOException {
        Files.deleteIfExists(file);
        ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        door.bind(UnixDomainSocketAddress.of(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        return new Relay(door, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Duration.ZERO);
    }

    /** What it listens at. */
    SocketAddress address() throws IOException {
        return door.getLocalAddress();
    }

    private void serve() {
        while (door.isOpen()) {
            try {
                SocketChannel client = door.accept();
                if (places.tryAcquire()) {
                    Thread.ofVirtual().start(() -> carry(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                // Closed, or a client that went before it was served.
            }
        }
    }

    private void carry(SocketChannel client) {
        try (client;
                SocketChannel other = connect()) {
            Thread back = Thread.ofVirtual().start(() -> copy(other, client));
            copy(client, other);
            back.join();
        } catch (IOException e) {
            // Nobody listens there: the client sees its connection end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private SocketChannel connect() throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return SocketChannel.open(target);
            } catch (IOException e) {
                if (System.nanoTime() >= end) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        try {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (from.read(piece.clear()) >= 0) {
                piece.flip();
                while (piece.hasRemaining()) {
                    to.write(piece);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            end(from);
            end(to);
        }
    }

    private static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
