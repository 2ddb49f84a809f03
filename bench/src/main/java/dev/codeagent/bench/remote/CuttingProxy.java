package dev.codeagent.bench.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Forwards connections to the server, counts what the client sends, and ends connections at a chosen byte. */
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER = 8 << 10;
    private static final byte[] BAD_GATEWAY =
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NONE);
    private volatile boolean down;

    /** What the client sends, or what it gets. */
    enum Direction {
        REQUEST,
        RESPONSE
    }

    /** How a connection ends; an answer can only end with RST or FIN. */
    enum Ending {
        /** All connections end with RST. */
        RESET,
        /** All connections end with FIN. */
        CLOSE,
        /** The server gets FIN, and its answer still reaches the client. */
        HALF_CLOSE,
        /** The client gets the answer of a proxy that lost the server. */
        BAD_GATEWAY
    }

    /**
     * Where connections end.
     *
     * @param bytes how many more pass in the direction
     * @param staysDown whether further connections are refused until {@link #restore}
     */
    record Cut(Direction direction, AtomicLong bytes, Ending ending, boolean staysDown) {
        private static final Cut NONE = after(Long.MAX_VALUE, Direction.REQUEST, Ending.RESET, false);

        static Cut after(long bytes, Direction direction, Ending ending, boolean staysDown) {
            return new Cut(direction, new AtomicLong(bytes), ending, staysDown);
        }
    }

    CuttingProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The bytes that clients sent since the last call. */
    long takeSentBytes() {
        return sent.getAndSet(0);
    }

    void cut(Cut cut) {
        next.set(cut);
    }

    /** Whether the chosen byte was not reached. */
    boolean isCutPending() {
        return next.get() != Cut.NONE;
    }

    void restore() {
        down = false;
        next.set(Cut.NONE);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (down) {
                    reset(client);
                    continue;
                }
                connect(client);
            } catch (IOException e) {
                // The proxy is closed.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(server);
            Thread.ofVirtual().start(() -> forward(client, server, Direction.REQUEST));
            Thread.ofVirtual().start(() -> forward(server, client, Direction.RESPONSE));
        } catch (IOException e) {
            reset(client); // The server is being started again.
        }
    }

    private void forward(Socket from, Socket to, Direction direction) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                Cut cut = Objects.requireNonNull(next.get());
                int passed = cut.direction() == direction ? pass(cut, count) : count;
                if (direction == Direction.REQUEST) {
                    sent.addAndGet(passed);
                }
                out.write(buffer, 0, passed);
                out.flush();
                if (passed < count) {
                    if (next.compareAndSet(cut, Cut.NONE)) {
                        down = cut.staysDown();
                        end(cut, from, to);
                    }
                    return;
                }
            }
        } catch (IOException e) {
            // The other direction ends too, because both sockets are closed.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** How many of the bytes pass before the cut. */
    private static int pass(Cut cut, int count) {
        long before = cut.bytes().getAndUpdate(rest -> Math.max(0, rest - count));
        return (int) Math.min(count, before);
    }

    private void end(Cut cut, Socket from, Socket to) throws IOException {
        boolean request = cut.direction() == Direction.REQUEST;
        if (request && cut.ending() == Ending.HALF_CLOSE) {
            to.shutdownOutput();
            from.getInputStream().transferTo(OutputStream.nullOutputStream());
        } else if (request && cut.ending() == Ending.BAD_GATEWAY) {
            from.getOutputStream().write(BAD_GATEWAY);
            from.shutdownOutput();
            from.getInputStream().transferTo(OutputStream.nullOutputStream());
            reset(to);
        } else {
            endAll(cut.ending() == Ending.RESET);
        }
    }

    private void endAll(boolean byReset) throws IOException {
        for (Socket socket : sockets) {
            if (byReset) {
                reset(socket);
            } else {
                socket.close();
            }
        }
        sockets.clear();
    }

    private static void reset(Socket socket) throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            return; // It was closed at the same time.
        }
        socket.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        endAll(true);
    }
}
