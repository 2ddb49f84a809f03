package dev.codeagent.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Serves the one request of a client's connection: checks it, connects, and forwards in both directions. */
final class ProxyConnection {
    private static final int CONNECT_TIMEOUT_MILLIS = 15_000;
    private static final int IDLE_TIMEOUT_MILLIS = 600_000;

    private static final String DOTTED_DECIMAL = "(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}";

    private final SocketChannel client;
    private final InputStream input;
    private final OutputStream output;
    private final EgressAllowList allowList;
    private final UpstreamProxies upstreams;
    private final RequestLog log;

    /** Writes one line for each request. */
    interface RequestLog {
        void write(ProxyRequestHead head, String outcome);
    }

    ProxyConnection(SocketChannel client, EgressAllowList allowList, UpstreamProxies upstreams, RequestLog log) {
        this.client = client;
        this.input = Channels.newInputStream(client);
        this.output = Channels.newOutputStream(client);
        this.allowList = allowList;
        this.upstreams = upstreams;
        this.log = log;
    }

    void serve() throws IOException {
        ProxyRequestHead head;
        try {
            head = ProxyRequestHead.read(input);
        } catch (ProxyRequestHead.MalformedRequestException e) {
            sendResponse(400, e.getMessage());
            return;
        }
        if (isAmbiguousAddress(head.host())) {
            sendResponse(400, "the host " + head.host() + " is not an address in dotted decimal without leading zeros");
            return;
        }
        Optional<UpstreamProxies.Upstream> upstream = upstreams.find(head);
        Optional<InetAddress> address = resolve(head.host());
        Optional<String> denialReason = allowList
                .denialReason(head.host(), head.port())
                .or(() -> address.flatMap(a -> allowList.denialReason(head.host(), head.port(), a)));
        if (denialReason.isPresent()) {
            log.write(head, "refused");
            sendResponse(403, denialReason.get());
        } else if (upstream.isPresent() && (address.isPresent() || isResolvedUpstream(head))) {
            serveThrough(upstream.get(), head);
        } else if (address.isPresent()) {
            serveDirectly(address.get(), head);
        } else {
            log.write(head, "unknown-host");
            sendResponse(502, "the host name " + head.host() + " cannot be resolved");
        }
    }

    /** In a network with a proxy, names outside are often resolved by the proxy only. */
    private boolean isResolvedUpstream(ProxyRequestHead head) {
        return UpstreamProxies.mayBePublicName(head.host()) || allowList.isAllowed(head.host(), head.port());
    }

    /** Programs read a number such as 0177.0.0.1 as different addresses, so what was checked may not be reached. */
    static boolean isAmbiguousAddress(String host) {
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) == '.') { // Some programs ignore it.
            end--;
        }
        String lastLabel = host.substring(host.lastIndexOf('.', end - 1) + 1, end);
        return lastLabel.matches("\\d+|0[xX][0-9a-fA-F]*") && !host.matches(DOTTED_DECIMAL);
    }

    private static Optional<InetAddress> resolve(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Connects to the address that was checked, so DNS rebinding has no effect. */
    private void serveDirectly(InetAddress address, ProxyRequestHead head) throws IOException {
        try (var origin = new Socket()) {
            if (!connect(origin, new InetSocketAddress(address, head.port()), head)) {
                return;
            }
            log.write(head, "allowed");
            if (head.isTunnel()) {
                confirmTunnel();
            } else {
                origin.getOutputStream().write(head.toUpstreamBytes());
            }
            forwardBothWays(origin, Long.MAX_VALUE);
        }
    }

    /** The proxy gets exactly one request: a second one on the connection would not have been checked. */
    private void serveThrough(UpstreamProxies.Upstream upstream, ProxyRequestHead head) throws IOException {
        long bodyLength;
        try {
            bodyLength = head.isTunnel() ? Long.MAX_VALUE : head.bodyLength();
        } catch (ProxyRequestHead.MalformedRequestException e) {
            sendResponse(400, e.getMessage());
            return;
        }
        try (var proxy = new Socket()) {
            if (!connect(proxy, new InetSocketAddress(upstream.host(), upstream.port()), head)) {
                return;
            }
            proxy.getOutputStream().write(head.toProxyBytes(upstream.authorizationHeader()));
            if (head.isTunnel()) {
                String status = ProxyRequestHead.readStatus(proxy.getInputStream());
                if (!status.equals("200")) {
                    log.write(head, "unreachable");
                    sendResponse(
                            502, "the network's proxy " + upstream + " answered " + status + " for " + head.host());
                    return;
                }
                confirmTunnel();
            }
            log.write(head, "allowed");
            forwardBothWays(proxy, bodyLength);
        } catch (ProxyRequestHead.MalformedRequestException e) {
            log.write(head, "unreachable");
            sendResponse(502, "the network's proxy " + upstream + " gave no HTTP response");
        }
    }

    private boolean connect(Socket socket, InetSocketAddress address, ProxyRequestHead head) throws IOException {
        try {
            socket.connect(address, CONNECT_TIMEOUT_MILLIS);
            socket.setSoTimeout(IDLE_TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            log.write(head, "unreachable");
            sendResponse(
                    502, address.getHostString() + ":" + address.getPort() + " cannot be reached: " + e.getMessage());
            return false;
        }
    }

    private void confirmTunnel() throws IOException {
        output.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void forwardBothWays(Socket target, long bodyLength) throws IOException {
        Thread back = Thread.ofVirtual().start(() -> copyToClient(target));
        copyToTarget(target, bodyLength);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copyToClient(Socket target) {
        try {
            target.getInputStream().transferTo(output);
            client.shutdownOutput();
        } catch (IOException e) {
            closeBoth(target);
        }
    }

    private void copyToTarget(Socket target, long bodyLength) {
        try {
            OutputStream out = target.getOutputStream();
            if (bodyLength == Long.MAX_VALUE) {
                input.transferTo(out);
                target.shutdownOutput();
                return;
            }
            byte[] buffer = new byte[8192];
            long left = bodyLength;
            while (left > 0) {
                int read = input.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    closeBoth(target);
                    return;
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        } catch (IOException e) {
            closeBoth(target);
        }
    }

    private void closeBoth(Socket target) {
        try (target) {
            client.close();
        } catch (IOException e) {
            // Already closed.
        }
    }

    /** The reason is in the status line too, because package managers print only that. */
    private void sendResponse(int status, String text) throws IOException {
        byte[] body = ("codeagent egress proxy: " + text + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " " + text.replaceAll("[^ -~]", "?")
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        output.write(head.getBytes(StandardCharsets.US_ASCII));
        output.write(body);
        output.flush();
    }
}
