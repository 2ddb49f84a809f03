package dev.codeagent.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * HTTP/1.1 forward proxy (RFC 9110 section 9.3.6 CONNECT, RFC 9112 section 3.2.2 absolute-form). It connects to the
 * same address that it checked, so DNS rebinding has no effect. It logs each request as one line of JSON.
 */
public final class EgressProxy implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 512;
    private static final int CONNECT_TIMEOUT_MILLIS = 15_000;
    private static final int IDLE_TIMEOUT_MILLIS = 600_000;

    private final ServerSocket server;
    private final EgressAllowList allowList;
    private final Appendable log;
    private final Semaphore connectionPermits = new Semaphore(MAX_CONNECTIONS);

    EgressProxy(ServerSocket server, EgressAllowList allowList, Appendable log) {
        this.server = server;
        this.allowList = allowList;
        this.log = log;
    }

    /**
     * Listens on port 3128 and on the socket file {@code EGRESS_SOCKET}; {@code EGRESS_PUBLIC}, {@code EGRESS_LISTED}
     * and {@code EGRESS_DENIED} are the rules.
     */
    public static void main(String[] args) throws IOException {
        var allowList = new EgressAllowList(
                Boolean.parseBoolean(System.getenv("EGRESS_PUBLIC")),
                listFromEnvironment("EGRESS_LISTED"),
                listFromEnvironment("EGRESS_DENIED").stream()
                        .map(EgressProxy::parseAddress)
                        .collect(Collectors.toSet()));
        try (var proxy = new EgressProxy(new ServerSocket(SocketRelay.PORT, 256), allowList, System.out);
                SocketRelay relay =
                        SocketRelay.listenOnSocketFile(Path.of(System.getenv("EGRESS_SOCKET")), SocketRelay.PORT)) {
            System.out.println("{\"ready\":true}");
            proxy.serve();
        }
    }

    private static List<String> listFromEnvironment(String variable) {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv(variable)).orElse("").split("[,\\s]+"))
                .filter(w -> !w.isBlank())
                .toList();
    }

    private static InetAddress parseAddress(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "EGRESS_DENIED: '" + address + "' is not an IP address or a known host name", e);
        }
    }

    /** Accepts connections until the proxy is closed. */
    void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (!connectionPermits.tryAcquire()) {
                    client.close();
                    continue;
                }
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        client.setSoTimeout(IDLE_TIMEOUT_MILLIS);
                        serve(client);
                    } catch (IOException e) {
                        // The client or the server closed the connection.
                    } finally {
                        connectionPermits.release();
                    }
                });
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private void serve(Socket client) throws IOException {
        ProxyRequestHead head;
        try {
            head = ProxyRequestHead.read(client.getInputStream());
        } catch (ProxyRequestHead.MalformedRequestException e) {
            sendResponse(client, 400, e.getMessage());
            return;
        }
        Optional<String> denialReason = allowList.denialReason(head.host(), head.port());
        if (denialReason.isPresent()) {
            deny(client, head, denialReason.get());
            return;
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(head.host());
        } catch (UnknownHostException e) {
            logRequest(head, "unknown-host");
            sendResponse(client, 502, "the host name " + head.host() + " cannot be resolved");
            return;
        }
        denialReason = allowList.denialReason(head.host(), head.port(), address);
        if (denialReason.isPresent()) {
            deny(client, head, denialReason.get());
            return;
        }
        try (var upstream = new Socket()) {
            try {
                upstream.connect(new InetSocketAddress(address, head.port()), CONNECT_TIMEOUT_MILLIS);
            } catch (IOException e) {
                logRequest(head, "unreachable");
                sendResponse(client, 502, head.host() + ":" + head.port() + " cannot be reached: " + e.getMessage());
                return;
            }
            upstream.setSoTimeout(IDLE_TIMEOUT_MILLIS);
            logRequest(head, "allowed");
            if (head.isTunnel()) {
                client.getOutputStream()
                        .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                upstream.getOutputStream().write(head.toUpstreamBytes());
            }
            forwardBothWays(client, upstream);
        }
    }

    private static void forwardBothWays(Socket client, Socket upstream) throws IOException {
        Thread back = Thread.ofVirtual().start(() -> copy(upstream, client));
        copy(client, upstream);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Already closed.
        }
    }

    private void deny(Socket client, ProxyRequestHead head, String reason) throws IOException {
        logRequest(head, "refused");
        sendResponse(client, 403, reason);
    }

    private static void sendResponse(Socket client, int status, String text) throws IOException {
        byte[] body = ("codeagent egress proxy: " + text + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Not possible\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        OutputStream out = client.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private void logRequest(ProxyRequestHead head, String outcome) {
        String line = "{\"at\":\"" + Instant.now() + "\",\"method\":\"" + head.method() + "\",\"host\":\"" + head.host()
                + "\",\"port\":" + head.port() + ",\"outcome\":\"" + outcome + "\"}\n";
        synchronized (log) {
            try {
                log.append(line);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
