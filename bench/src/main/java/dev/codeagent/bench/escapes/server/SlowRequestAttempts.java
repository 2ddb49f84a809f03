package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.TimeFactor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests that are sent slowly, so that the server waits for them. */
final class SlowRequestAttempts {
    private static final int CONNECTIONS = 250;
    private static final int PROBES = 5;
    private static final int PROBE_TIMEOUT_MILLIS = 15_000;
    private static final long NOTICEABLE_MILLIS = TimeFactor.of(2_000);
    private static final long BODY_LIMIT_MILLIS = 40_000;
    private static final String PROBE = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    private static final String POST = " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";

    private SlowRequestAttempts() {}

    static List<HttpAttack> all() {
        return List.of(
                new HttpAttack(
                        "http/half-sent-bodies[length]",
                        "occupies all threads with bodies that do not end",
                        server -> delaysOthers(server, halfBody("/api/v1/runs")),
                        target -> delaysOthers(bare(target), halfBody("/read.jsp"))),
                new HttpAttack(
                        "http/half-sent-bodies[chunked]",
                        "occupies all threads with chunked bodies that do not end",
                        server -> delaysOthers(server, halfChunk("/api/v1/runs")),
                        target -> delaysOthers(bare(target), halfChunk("/read.jsp"))),
                new HttpAttack(
                        "http/half-sent-bodies[too large]",
                        "occupies all threads with bodies that are too large and do not end",
                        server -> delaysOthers(server, halfLargeBody("/api/v1/runs")),
                        target -> delaysOthers(bare(target), halfLargeBody("/read.jsp"))),
                HttpAttack.onUnframedServer(
                        "http/half-sent-heads",
                        "occupies all threads with heads that do not end",
                        server -> delaysOthers(server, "GET /health/live HTTP/1.1\r\nHo")),
                new HttpAttack(
                        "http/endless-body",
                        "sends a body byte by byte without an end",
                        server -> staysOpen(server, halfBody("/api/v1/runs")),
                        target -> staysOpen(bare(target), halfBody("/read.jsp"))),
                new HttpAttack(
                        "http/endless-head",
                        "sends a head byte by byte without an end",
                        server -> staysOpen(server, "GET /health/live HTTP/1.1\r\nX: "),
                        target -> staysOpen(bare(target), "GET /health/live HTTP/1.1\r\nX: ")));
    }

    private static HttpAttack.Target bare(ServerTarget target) throws IOException, InterruptedException {
        return HttpAttack.Target.withoutToken(target.bareServer().port());
    }

    private static String halfBody(String path) {
        return "POST " + path + POST + "Content-Length: 1000\r\n\r\n{\"command\":";
    }

    private static String halfChunk(String path) {
        return "POST " + path + POST + "Transfer-Encoding: chunked\r\n\r\n100\r\n{\"command\":";
    }

    private static String halfLargeBody(String path) {
        return "POST " + path + POST + "Content-Length: 5000000\r\n\r\n{\"command\":";
    }

    /** Measures how long others wait while many connections send a part of a request. */
    private static Optional<String> delaysOthers(HttpAttack.Target server, String part)
            throws IOException, InterruptedException {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                sockets.add(socket);
                socket.getOutputStream().write(server.bytes(part));
            }
            Thread.sleep(500);
            long slowest = 0;
            for (int i = 0; i < PROBES && slowest <= NOTICEABLE_MILLIS; i++) {
                slowest = Math.max(slowest, fasterProbeMillis(server.port()));
            }
            return slowest > NOTICEABLE_MILLIS
                    ? Optional.of("a request waited " + slowest + " ms behind " + CONNECTIONS + " others")
                    : Optional.empty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Of a busy machine one probe may be slow; where all threads are occupied, the next one waits too. */
    private static long fasterProbeMillis(int port) throws IOException {
        long millis = probeMillis(port);
        boolean clear = millis <= NOTICEABLE_MILLIS || millis >= PROBE_TIMEOUT_MILLIS;
        return clear ? millis : Math.min(millis, probeMillis(port));
    }

    private static long probeMillis(int port) throws IOException {
        long begin = System.nanoTime();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
            socket.getOutputStream().write(PROBE.getBytes(StandardCharsets.ISO_8859_1));
            if (socket.getInputStream().read() < 0) {
                return PROBE_TIMEOUT_MILLIS; // Refused: the same for the client as no answer.
            }
        } catch (java.net.SocketTimeoutException e) {
            return PROBE_TIMEOUT_MILLIS;
        }
        return (System.nanoTime() - begin) / 1_000_000;
    }

    /** Sends one byte each second until the server ends the connection. */
    private static Optional<String> staysOpen(HttpAttack.Target server, String part)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(server.bytes(part));
            while ((System.nanoTime() - begin) / 1_000_000 < BODY_LIMIT_MILLIS) {
                socket.getOutputStream().write(' ');
                try {
                    int unused = socket.getInputStream().read();
                    return Optional.empty(); // A response, or the end.
                } catch (java.net.SocketTimeoutException e) {
                    // It still waits for the body.
                }
            }
        } catch (IOException closed) {
            return Optional.empty();
        }
        return Optional.of("the server waited " + BODY_LIMIT_MILLIS / 1000 + " s for a body");
    }
}
