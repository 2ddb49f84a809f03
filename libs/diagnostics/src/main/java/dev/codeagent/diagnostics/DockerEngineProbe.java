package dev.codeagent.diagnostics;

import dev.codeagent.diagnostics.net.MutualTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Checks whether a Docker engine answers: sends single HTTP/1.0 requests, each on its own connection to the engine's
 * socket.
 *
 * @param address the engine's address, for example {@code unix:///var/run/docker.sock}
 * @param certificateDirectory the directory of the TLS certificates; empty for no TLS
 */
record DockerEngineProbe(String address, Optional<Path> certificateDirectory, Duration timeout) {
    private static final int MAX_BYTES = 64 << 10;

    /** The engine of {@code DOCKER_HOST}, else the one whose socket exists, else the default one. */
    static DockerEngineProbe from(Map<String, String> environment, Path home, Duration timeout) {
        return new DockerEngineProbe(
                DockerHost.resolve(environment, home), DockerHost.certificateDirectory(environment, home), timeout);
    }

    /** Returns the engine's socket file if the address is a Unix socket. */
    Optional<Path> socketPath() {
        return address.startsWith("unix://")
                ? Optional.of(Path.of(address.substring("unix://".length())))
                : Optional.empty();
    }

    /** Whether this client supports the address; only Docker's own client supports ssh. */
    boolean isSupported() {
        return socketPath().isPresent() || tcpAddress().isPresent();
    }

    private Optional<InetSocketAddress> tcpAddress() {
        try {
            URI uri = URI.create(address);
            return "tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0
                    ? Optional.of(new InetSocketAddress(uri.getHost(), uri.getPort()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A status and headers; header names are in lower case. */
    record Response(int status, Map<String, String> headers) {
        private static Response parse(String text) throws IOException {
            String[] lines = text.split("\r\n\r\n", 2)[0].split("\r\n");
            if (!lines[0].matches("HTTP/1\\.[01] \\d{3}.*")) {
                throw new IOException("it does not answer with HTTP");
            }
            var headers = new TreeMap<String, String>();
            for (String line : lines) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
            return new Response(Integer.parseInt(lines[0].substring(9, 12)), headers);
        }
    }

    Response get(String path) throws IOException {
        if (certificateDirectory.isPresent()) {
            return getOverTls(path);
        }
        boolean local = socketPath().isPresent();
        SocketAddress target = local
                ? UnixDomainSocketAddress.of(socketPath().get())
                : tcpAddress().orElseThrow(() -> new IOException("the address is not supported"));
        try (SocketChannel channel = local ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, 0);
            long deadline = System.nanoTime() + timeout.toNanos();
            if (!channel.connect(target)) {
                awaitReady(key, SelectionKey.OP_CONNECT, deadline);
                channel.finishConnect();
            }
            channel.write(ByteBuffer.wrap(request(path)));
            return Response.parse(readAll(channel, key, deadline));
        }
    }

    private static byte[] request(String path) {
        return ("GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private Response getOverTls(String path) throws IOException {
        InetSocketAddress target = tcpAddress().orElseThrow(() -> new IOException("the address is not supported"));
        int millis = (int) timeout.toMillis();
        try (var plain = new Socket()) {
            plain.connect(target, millis);
            plain.setSoTimeout(millis);
            SSLContext context = MutualTls.createContext(certificateDirectory.orElseThrow());
            try (var socket = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, target.getHostString(), target.getPort(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.getOutputStream().write(request(path));
                byte[] all = socket.getInputStream().readNBytes(MAX_BYTES);
                return Response.parse(new String(all, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private String readAll(SocketChannel channel, SelectionKey key, long deadline) throws IOException {
        var all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (all.size() < MAX_BYTES) {
            awaitReady(key, SelectionKey.OP_READ, deadline);
            int count = channel.read(buffer.clear());
            if (count < 0) {
                break;
            }
            all.write(buffer.array(), 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reading from a Unix socket has no timeout of its own. */
    private void awaitReady(SelectionKey key, int operation, long deadline) throws IOException {
        key.interestOps(operation);
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        boolean ready = millis > 0 && key.selector().select(millis) > 0;
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (!ready) {
            throw new SocketTimeoutException("no answer within " + timeout.toSeconds() + " s");
        }
        key.selector().selectedKeys().clear();
    }
}
