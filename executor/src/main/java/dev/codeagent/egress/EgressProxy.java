package dev.codeagent.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * HTTP/1.1 forward proxy (RFC 9110 section 9.3.6 CONNECT, RFC 9112 section 3.2.2 absolute-form). It resolves names,
 * checks hosts and addresses, and logs each request as one line of JSON.
 */
public final class EgressProxy implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 512;
    private static final int BACKLOG = 256;

    private final ServerSocketChannel server;
    private final EgressAllowList allowList;
    private final UpstreamProxies upstreams;
    private final Appendable log;
    private final Semaphore connectionPermits = new Semaphore(MAX_CONNECTIONS);

    EgressProxy(ServerSocketChannel server, EgressAllowList allowList, UpstreamProxies upstreams, Appendable log) {
        this.server = server;
        this.allowList = allowList;
        this.upstreams = upstreams;
        this.log = log;
    }

    /**
     * Listens on the socket file {@code EGRESS_SOCKET} and, in a container, on port 3128; {@code EGRESS_PUBLIC},
     * {@code EGRESS_ALLOWED}, {@code EGRESS_LISTED} and {@code EGRESS_DENIED} are the rules, and
     * {@link UpstreamProxies} has the proxies of the network. With {@code EGRESS_LIFETIME=stdin} it has no port, and
     * ends with the process that started it.
     */
    public static void main(String[] args) throws IOException {
        Map<String, String> environment = System.getenv();
        var allowList = new EgressAllowList(
                Boolean.parseBoolean(environment.get("EGRESS_PUBLIC")),
                list(environment, "EGRESS_ALLOWED"),
                list(environment, "EGRESS_LISTED"),
                list(environment, "EGRESS_DENIED").stream()
                        .map(EgressProxy::parseAddress)
                        .collect(Collectors.toSet()));
        var upstreams = UpstreamProxies.fromEnvironment(environment);
        Path socketFile = Path.of(environment.getOrDefault("EGRESS_SOCKET", ""));
        if ("stdin".equals(environment.get("EGRESS_LIFETIME"))) {
            Thread.ofPlatform().daemon().start(EgressProxy::exitAtEndOfInput);
            serve(SocketRelay.openSocketFile(socketFile), allowList, upstreams);
            return;
        }
        try (SocketRelay relay = SocketRelay.listenOnSocketFile(socketFile, SocketRelay.PORT)) {
            serve(
                    ServerSocketChannel.open().bind(new InetSocketAddress(SocketRelay.PORT), BACKLOG),
                    allowList,
                    upstreams);
        }
    }

    private static void serve(ServerSocketChannel listener, EgressAllowList allowList, UpstreamProxies upstreams)
            throws IOException {
        try (var proxy = new EgressProxy(listener, allowList, upstreams, System.out)) {
            System.out.println("{\"ready\":true}");
            proxy.serve();
        }
    }

    private static void exitAtEndOfInput() {
        try {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The other end is gone, too.
        }
        System.exit(0);
    }

    private static List<String> list(Map<String, String> environment, String variable) {
        return Arrays.stream(environment.getOrDefault(variable, "").split("[,\\s]+"))
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
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (!connectionPermits.tryAcquire()) {
                    client.close();
                    continue;
                }
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        new ProxyConnection(client, allowList, upstreams, this::logRequest).serve();
                    } catch (IOException e) {
                        // The client or the server closed the connection.
                    } finally {
                        connectionPermits.release();
                    }
                });
            } catch (IOException e) {
                if (!server.isOpen()) {
                    return;
                }
            }
        }
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
