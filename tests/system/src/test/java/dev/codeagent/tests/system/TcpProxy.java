package dev.codeagent.tests.system;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Forwards connections to a port of this machine, and can cut them like a broken network. */
final class TcpProxy implements Closeable {
    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;
    private volatile boolean stalled;

    private TcpProxy(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
        this.port = listener.getLocalPort();
        accept(listener);
    }

    static TcpProxy to(int target) throws IOException {
        return new TcpProxy(target, listen(0));
    }

    int port() {
        return port;
    }

    /** Ends all connections and accepts no new one. */
    void cut() throws IOException {
        listener.close();
        closeSockets();
    }

    private void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Ends all connections; new ones get no answer. */
    void stall() throws IOException {
        stalled = true;
        closeSockets();
    }

    void restore() throws IOException {
        stalled = false;
        if (listener.isClosed()) {
            listener = listen(port);
            accept(listener);
        } else {
            closeSockets();
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    }

    private void accept(ServerSocket current) {
        Thread.ofVirtual().start(() -> {
            while (!current.isClosed()) {
                try {
                    Socket client = current.accept();
                    if (stalled) {
                        sockets.add(client);
                        continue;
                    }
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.add(client);
                    sockets.add(server);
                    copy(client, server);
                    copy(server, client);
                } catch (IOException e) {
                    continue; // Cut, or the server is gone.
                }
            }
        });
    }

    private void copy(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException e) {
                // The other direction ends too, because both sockets are closed.
            } finally {
                sockets.remove(from);
                sockets.remove(to);
            }
        });
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
