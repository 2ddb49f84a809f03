package dev.codeagent.bench.wirefuzz;

import dev.codeagent.bench.harness.ServerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * Something that a client does to hurt the server or its other clients. The frames that are wrong by themselves are in the
 * conformance kit; these are floods, and connections that never get to the end.
 */
public record FrameAttack(String id, Action action) {
    private static final int POLICY_MILLIS = 20_000;
    private static final int MANY = 100_000;
    private static final int MEGABYTE = 1 << 20;
    private static final int TOO_LARGE = 1009;
    private static final String DEFLATE = "permessage-deflate";

    /** What a client does. */
    @FunctionalInterface
    public interface Action {
        /** Returns what shows that the attack succeeded; empty if it did not. */
        Optional<String> run(ServerAddress server) throws Exception;
    }

    /** All of them. Each takes at most a few seconds. */
    public static List<FrameAttack> all() {
        return List.of(
                new FrameAttack("empty-fragments", FrameAttack::emptyFragments),
                new FrameAttack("pings-without-reading", FrameAttack::pings),
                new FrameAttack("endless-message", FrameAttack::endlessMessage),
                new FrameAttack("unfinished-frames", FrameAttack::unfinishedFrames),
                new FrameAttack("unfinished-messages", FrameAttack::unfinishedMessages),
                new FrameAttack("slow-frame", FrameAttack::slowFrame),
                new FrameAttack("bombs", FrameAttack::bombs),
                new FrameAttack("idle-connections", FrameAttack::idleConnections),
                new FrameAttack("answers-not-read", FrameAttack::answersNotRead));
    }

    /** A command that has no effect, and what its answer contains. */
    static String ping(String id) {
        return "{\"id\":\"" + id + "\",\"type\":\"command\",\"payload\":{\"command\":\"/ping\"}}";
    }

    /** Another client is served; if not, the attack succeeded. */
    static Optional<String> bystander(ServerAddress server) {
        long begin = System.nanoTime();
        try (RawWebSocket other = RawWebSocket.open(server)) {
            other.writeText(ping("bystander"));
            boolean answered =
                    other.readUntil("pong", POLICY_MILLIS).texts().stream().anyMatch(t -> t.contains("pong"));
            long millis = (System.nanoTime() - begin) / 1_000_000;
            return answered && millis < POLICY_MILLIS
                    ? Optional.empty()
                    : Optional.of("another client got no answer within " + millis + " ms");
        } catch (IOException e) {
            return Optional.of("another client cannot connect: " + e);
        }
    }

    private static Optional<String> emptyFragments(ServerAddress server) throws IOException {
        try (RawWebSocket client = RawWebSocket.open(server)) {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(
                    RawWebSocket.frame(RawWebSocket.TEXT, ping("fragments").getBytes(StandardCharsets.UTF_8)));
            for (int i = 0; i < MANY; i++) {
                bytes.writeBytes(RawWebSocket.frame(0, new byte[0]));
            }
            bytes.writeBytes(RawWebSocket.frame(RawWebSocket.FIN, new byte[0]));
            client.write(bytes.toByteArray());
            RawWebSocket.Outcome outcome = client.readUntil("pong", POLICY_MILLIS);
            return outcome.texts().isEmpty() ? Optional.of("no answer: " + outcome) : bystander(server);
        }
    }

    /** The client does not read the pongs. If the server stops reading, too, the write ends with a timeout. */
    private static Optional<String> pings(ServerAddress server) throws Exception {
        return flood(server, RawWebSocket.frame(RawWebSocket.FIN | RawWebSocket.PING, new byte[125]), 40 * MEGABYTE);
    }

    /** The client does not read the answers: the server must drop it, not collect them. */
    private static Optional<String> answersNotRead(ServerAddress server) throws Exception {
        String help = "{\"id\":\"h\",\"type\":\"command\",\"payload\":{\"command\":\"/help\"}}";
        byte[] frame = RawWebSocket.frame(RawWebSocket.FIN | RawWebSocket.TEXT, help.getBytes(StandardCharsets.UTF_8));
        return flood(server, frame, 20_000 * frame.length);
    }

    private static Optional<String> flood(ServerAddress server, byte[] frame, int bytes) throws Exception {
        try (RawWebSocket client = RawWebSocket.open(server)) {
            Thread writer = Thread.ofVirtual().start(() -> write(client, frame, bytes));
            Optional<String> harm = bystander(server);
            writer.join(java.time.Duration.ofMillis(POLICY_MILLIS / 4));
            return harm.or(() -> bystander(server));
        }
    }

    private static void write(RawWebSocket client, byte[] frame, int bytes) {
        var block = new ByteArrayOutputStream();
        while (block.size() < 64 << 10) {
            block.writeBytes(frame);
        }
        try {
            for (int written = 0; written < bytes; written += block.size()) {
                client.write(block.toByteArray());
            }
        } catch (IOException e) {
            // The server closed the connection, as it may.
        }
    }

    private static Optional<String> endlessMessage(ServerAddress server) throws IOException {
        try (RawWebSocket client = RawWebSocket.open(server)) {
            client.write(RawWebSocket.frame(RawWebSocket.TEXT, new byte[] {'{'}));
            byte[] part = RawWebSocket.frame(0, " ".repeat(MEGABYTE / 4).getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 60; i++) {
                client.write(part);
            }
            client.write(RawWebSocket.frame(RawWebSocket.FIN, new byte[] {'}'}));
            RawWebSocket.Outcome outcome = client.readUntil("MESSAGE_TOO_LARGE", POLICY_MILLIS);
            return outcome.texts().isEmpty() && outcome.closeCode() != TOO_LARGE
                    ? Optional.of("neither an error nor a close: " + outcome)
                    : bystander(server);
        }
    }

    /** Each begins a frame of 4 MB and sends all but its last byte: together more than the server may keep. */
    private static Optional<String> unfinishedFrames(ServerAddress server) throws IOException {
        byte[] frame = RawWebSocket.frame(RawWebSocket.FIN | RawWebSocket.TEXT, new byte[4 * MEGABYTE]);
        return withClients(server, 24, client -> client.write(java.util.Arrays.copyOf(frame, frame.length - 1)), () -> {
            Optional<String> harm = bystander(server);
            return harm.isPresent() ? harm : Optional.empty();
        });
    }

    private static Optional<String> unfinishedMessages(ServerAddress server) throws IOException {
        byte[] part = RawWebSocket.frame(RawWebSocket.TEXT, "x".repeat(60_000).getBytes(StandardCharsets.UTF_8));
        byte[] next = RawWebSocket.frame(0, "x".repeat(60_000).getBytes(StandardCharsets.UTF_8));
        return withClients(
                server,
                60,
                client -> {
                    client.write(part);
                    for (int i = 0; i < 15; i++) {
                        client.write(next);
                    }
                },
                () -> bystander(server));
    }

    private static Optional<String> slowFrame(ServerAddress server) throws IOException, InterruptedException {
        try (RawWebSocket client = RawWebSocket.open(server)) {
            byte[] frame = RawWebSocket.frame(
                    RawWebSocket.FIN | RawWebSocket.TEXT, ping("slow").getBytes(StandardCharsets.UTF_8));
            for (byte each : frame) {
                client.write(new byte[] {each});
                Thread.sleep(2);
            }
            RawWebSocket.Outcome outcome = client.readUntil("pong", POLICY_MILLIS);
            return outcome.texts().isEmpty() ? Optional.of("no answer: " + outcome) : bystander(server);
        }
    }

    private static Optional<String> bombs(ServerAddress server) throws IOException {
        byte[] bomb = RawWebSocket.frame(
                RawWebSocket.FIN | RawWebSocket.COMPRESSED | RawWebSocket.TEXT, compress(new byte[200 * MEGABYTE]));
        for (int i = 0; i < 20; i++) {
            try (RawWebSocket client = RawWebSocket.open(server, DEFLATE)) {
                client.write(bomb);
                int expected = client.hasExtension() ? TOO_LARGE : 1002;
                RawWebSocket.Outcome outcome = client.readUntil("\0", POLICY_MILLIS);
                if (outcome.closeCode() != expected) {
                    return Optional.of("closed with " + outcome.closeCode() + ", not with " + expected);
                }
            }
        }
        return bystander(server);
    }

    static byte[] compress(byte[] data) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(data);
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, count);
        } while (count == buffer.length);
        deflater.end();
        return java.util.Arrays.copyOf(out.toByteArray(), out.size() - 4);
    }

    private static Optional<String> idleConnections(ServerAddress server) throws IOException {
        return withClients(server, 300, client -> {}, () -> bystander(server));
    }

    private interface Step {
        void run(RawWebSocket client) throws IOException;
    }

    private interface Check {
        Optional<String> run() throws IOException;
    }

    /** A client whose connection the server closes meanwhile is no harm. */
    private static Optional<String> withClients(ServerAddress server, int count, Step step, Check check)
            throws IOException {
        var clients = new ArrayList<RawWebSocket>();
        try {
            for (int i = 0; i < count; i++) {
                RawWebSocket client = RawWebSocket.open(server);
                clients.add(client);
                try {
                    step.run(client);
                } catch (java.net.SocketException e) {
                    continue;
                }
            }
            return check.run();
        } finally {
            for (RawWebSocket client : clients) {
                client.close();
            }
        }
    }
}
