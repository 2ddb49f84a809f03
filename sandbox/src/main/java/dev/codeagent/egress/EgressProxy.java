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
 * An HTTP/1.1 forward proxy (RFC 9110 section 9.3.6 CONNECT, RFC 9112 section 3.2.2 absolute-form). It speaks to the very
 * address that it looked at, so a name that changes its mind gains nothing. Each request is a line of JSON on its output.
 */
public final class EgressProxy implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 512;
    private static final int CONNECT_MILLIS = 15_000;
    private static final int IDLE_MILLIS = 600_000;

    private final ServerSocket server;
    private final EgressRules rules;
    private final Appendable log;
    private final Semaphore places = new Semaphore(MOST_CONNECTIONS);

    EgressProxy(ServerSocket server, EgressRules rules, Appendable log) {
        this.server = server;
        this.rules = rules;
        this.log = log;
    }

    /**
     * Listens on port 3128 and at the socket's file that {@code EGRESS_SOCKET} names; {@code EGRESS_PUBLIC}, {@code
     * EGRESS_LISTED} and {@code EGRESS_DENIED} are its rules.
     */
    public static void main(String[] args) throws IOException {
        var rules = new EgressRules(
                Boolean.parseBoolean(System.getenv("EGRESS_PUBLIC")),
                words("EGRESS_LISTED"),
                words("EGRESS_DENIED").stream().map(EgressProxy::literal).collect(Collectors.toSet()));
        try (var proxy = new EgressProxy(new ServerSocket(Relay.PORT, 256), rules, System.out);
                Relay door = Relay.fromFile(Path.of(System.getenv("EGRESS_SOCKET")), Relay.PORT)) {
            System.out.println("{\"ready\":true}");
            proxy.serve();
        }
    }

    private static List<String> words(String variable) {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv(variable)).orElse("").split("[,\\s]+"))
                .filter(w -> !w.isBlank())
                .toList();
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("EGRESS_DENIED has '" + address + "', which is no address", e);
        }
    }

    /** Serves until it is closed. */
    void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (!places.tryAcquire()) {
                    client.close();
                    continue;
                }
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        client.setSoTimeout(IDLE_MILLIS);
                        serve(client);
                    } catch (IOException e) {
                        // One of the two ends has gone.
                    } finally {
                        places.release();
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
        RequestHead head;
        try {
            head = RequestHead.read(client.getInputStream());
        } catch (RequestHead.Malformed e) {
            answer(client, 400, e.getMessage());
            return;
        }
        Optional<String> refusal = rules.refusal(head.host(), head.port());
        if (refusal.isPresent()) {
            refuse(client, head, refusal.get());
            return;
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(head.host());
        } catch (UnknownHostException e) {
            note(head, "unknown-host");
            answer(client, 502, "the name " + head.host() + " is not known");
            return;
        }
        refusal = rules.refusal(head.host(), head.port(), address);
        if (refusal.isPresent()) {
            refuse(client, head, refusal.get());
            return;
        }
        try (var upstream = new Socket()) {
            try {
                upstream.connect(new InetSocketAddress(address, head.port()), CONNECT_MILLIS);
            } catch (IOException e) {
                note(head, "unreachable");
                answer(client, 502, head.host() + ":" + head.port() + " cannot be reached: " + e.getMessage());
                return;
            }
            upstream.setSoTimeout(IDLE_MILLIS);
            note(head, "allowed");
            if (head.tunnel()) {
                client.getOutputStream()
                        .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                upstream.getOutputStream().write(head.forwarded());
            }
            exchange(client, upstream);
        }
    }

    private static void exchange(Socket client, Socket upstream) throws IOException {
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
            // It is gone already.
        }
    }

    private void refuse(Socket client, RequestHead head, String reason) throws IOException {
        note(head, "refused");
        answer(client, 403, reason);
    }

    private static void answer(Socket client, int status, String text) throws IOException {
        byte[] body = ("codeagent egress proxy: " + text + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Not possible\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        OutputStream out = client.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private void note(RequestHead head, String outcome) {
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
