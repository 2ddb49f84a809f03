package dev.codeagent.webhooks;

import dev.codeagent.api.webhook.WebhookStore.Attempt;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Sends one request and reads the status of its answer. It resolves the name once, checks the addresses and connects to one
 * that it checked, so that the name cannot have another address meanwhile (DNS rebinding); an HTTP client resolves again.
 * For the same reason it uses no proxy. It follows no redirect, and reads no more than the head of the answer.
 */
public final class WebhookRequestSender {
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int MAX_HEAD_BYTES = 16 << 10;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");

    private final WebhookAddressPolicy policy;
    private final SSLContext tls;
    private final Resolver resolver;
    private final Duration limit;
    private final Map<Socket, Long> open = new ConcurrentHashMap<>();

    /** Finds the addresses of a host. */
    interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    public WebhookRequestSender(WebhookAddressPolicy policy, SSLContext tls) {
        this(policy, tls, host -> List.of(InetAddress.getAllByName(host)), LIMIT);
    }

    /** @param limit the time of a request; it is up to who calls {@link #closeOverdue} how exactly it is kept */
    WebhookRequestSender(WebhookAddressPolicy policy, SSLContext tls, Resolver resolver, Duration limit) {
        this.policy = policy;
        this.tls = tls;
        this.resolver = resolver;
        this.limit = limit;
    }

    /** Posts a JSON body. The error never contains the URL, which may contain a secret. */
    Attempt post(URI url, Map<String, String> headers, String body) {
        try {
            Optional<String> denied = Optional.empty();
            for (InetAddress address : resolver.resolve(url.getHost().replaceAll("[\\[\\]]", ""))) {
                denied = policy.denialReason(url.getHost(), address);
                if (denied.isPresent()) {
                    continue;
                }
                return exchange(url, address, headers, body);
            }
            return new Attempt(Optional.empty(), "not sent: " + denied.orElse(url.getHost() + " has no address"));
        } catch (UnknownHostException e) {
            return new Attempt(Optional.empty(), "the name " + url.getHost() + " has no address");
        } catch (SSLException e) {
            return new Attempt(Optional.empty(), "no TLS connection to " + url.getHost() + ": " + e.getMessage());
        } catch (IOException e) {
            return new Attempt(
                    Optional.empty(),
                    "no answer of " + url.getHost() + " within " + limit.toSeconds() + " s or a broken one: "
                            + e.getMessage());
        }
    }

    private Attempt exchange(URI url, InetAddress address, Map<String, String> headers, String body)
            throws IOException {
        boolean secure = url.getScheme().equals("https");
        int port = url.getPort() < 0 ? (secure ? 443 : 80) : url.getPort();
        try (Socket plain = new Socket()) {
            open.put(plain, System.nanoTime() + limit.toNanos());
            try {
                plain.setSoTimeout((int) limit.toMillis());
                plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
                Socket socket = secure ? startTls(plain, url.getHost(), port) : plain;
                socket.getOutputStream().write(request(url, headers, body));
                socket.getOutputStream().flush();
                return readStatus(socket.getInputStream());
            } finally {
                open.remove(plain);
            }
        }
    }

    private SSLSocket startTls(Socket plain, String host, int port) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static byte[] request(URI url, Map<String, String> headers, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String authority = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        var head = new StringBuilder("POST " + path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery())
                + " HTTP/1.1\r\nHost: " + authority + "\r\nContent-Type: application/json\r\nContent-Length: "
                + content.length + "\r\nUser-Agent: codeagent-webhooks\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + content.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(content, 0, request, start.length, content.length);
        return request;
    }

    /** Reads lines up to the status of the final answer; interim answers such as 100 Continue are skipped. */
    private static Attempt readStatus(InputStream in) throws IOException {
        var line = new StringBuilder();
        boolean first = true;
        for (int total = 0; total < MAX_HEAD_BYTES; total++) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            Matcher status = STATUS_LINE.matcher(line.toString().stripTrailing());
            if (status.matches() && Integer.parseInt(status.group(1)) >= 200) {
                int code = Integer.parseInt(status.group(1));
                return new Attempt(Optional.of(code), error(code));
            }
            if (first && !status.matches()) {
                break;
            }
            first = false;
            line.setLength(0);
        }
        throw new IOException("the answer is not HTTP/1.1");
    }

    private static String error(int status) {
        if (status < 300) {
            return "";
        }
        return "HTTP " + status + (status < 400 ? "; redirects are not followed, store the address of its target" : "");
    }

    /** Ends requests that take too long, for example because their answer comes one byte at a time. */
    void closeOverdue() {
        open.forEach((socket, deadline) -> {
            if (System.nanoTime() - deadline > 0) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is closed or broken, which is the aim.
                }
            }
        });
    }
}
