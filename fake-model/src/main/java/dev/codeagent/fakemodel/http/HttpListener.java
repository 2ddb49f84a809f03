package dev.codeagent.fakemodel.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Accepts connections on the loopback address; each has its own virtual thread. */
public final class HttpListener implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final ServerSocket server;
    private final Handler handler;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Answers a request. A response that it leaves incomplete closes the connection. */
    @FunctionalInterface
    public interface Handler {
        void handle(HttpRequest request, HttpResponse response) throws IOException, InterruptedException;
    }

    private HttpListener(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
    }

    /** Starts to listen; port 0 selects a free one. */
    public static HttpListener start(int port, Handler handler) throws IOException {
        byte[] loopback = {127, 0, 0, 1};
        var server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), port), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        var listener = new HttpListener(server, handler);
        // A platform thread, so that the process goes on after main.
        Thread.ofPlatform().name("fake-model").start(listener::acceptAll);
        return listener;
    }

    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException | java.util.concurrent.RejectedExecutionException e) {
                // The server socket is closed, or the client left again; the loop decides.
            }
        }
    }

    private void serve(Socket socket) {
        connections.add(socket);
        try (socket) {
            // Sends each chunk immediately; otherwise the kernel waits for the acknowledgement of the previous one.
            socket.setTcpNoDelay(true);
            var in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()), 1);
            boolean reusable = true;
            while (reusable) {
                reusable = serveNext(socket, in);
            }
        } catch (IOException | RuntimeException e) {
            // The connection ends; the handler has reported what matters.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    /** Serves a request; returns whether the connection can have another one. */
    private boolean serveNext(Socket socket, PushbackInputStream in) throws IOException, InterruptedException {
        var out = socket.getOutputStream();
        Optional<HttpRequest> request = new RequestReader(in, out).read();
        if (request.isEmpty()) {
            return false;
        }
        var response = new HttpResponse(socket, in, out);
        handler.handle(request.get(), response);
        return response.isComplete() && !request.get().header("Connection").equalsIgnoreCase("close");
    }
}
