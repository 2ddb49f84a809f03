package dev.codeagent.bench.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Forwards connections to the server, counts what the client sends, and resets all connections at a chosen byte. */
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER = 8 << 10;

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong cutAt = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean down;
    private volatile boolean downAfterCut;

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

    /**
     * Resets all connections when the client has sent that many bytes more.
     *
     * @param staysDown whether further connections are refused until {@link #restore}
     */
    void cutAfter(long bytes, boolean staysDown) {
        downAfterCut = staysDown;
        cutAt.set(sent.get() + bytes);
    }

    /** Whether the chosen byte was not reached. */
    boolean isCutPending() {
        return cutAt.get() != Long.MAX_VALUE;
    }

    void restore() {
        down = false;
        cutAt.set(Long.MAX_VALUE);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (down) {
                    reset(client);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                Thread.ofVirtual().start(() -> forward(client, server, true));
                Thread.ofVirtual().start(() -> forward(server, client, false));
            } catch (IOException e) {
                // The server is gone, or the proxy is closed.
            }
        }
    }

    private void forward(Socket from, Socket to, boolean counted) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int passed = counted ? pass(count) : count;
                out.write(buffer, 0, passed);
                out.flush();
                if (passed < count) {
                    cut();
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
    private synchronized int pass(int count) {
        long rest = cutAt.get() - sent.get();
        int passed = (int) Math.max(0, Math.min(count, rest));
        sent.addAndGet(passed);
        return passed;
    }

    private void cut() throws IOException {
        down = downAfterCut;
        cutAt.set(Long.MAX_VALUE);
        for (Socket socket : sockets) {
            reset(socket);
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
        cut();
    }
}
