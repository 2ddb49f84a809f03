package dev.codeagent.bench.wirefuzz;

import dev.codeagent.bench.harness.ServerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Sends frames with random changes: turned bits, bytes that are lost, doubled or inserted. None may start a run or hurt the server. */
final class FrameFuzzer {
    /** What a server may answer to a client that breaks the protocol; 0 for a connection that stays open. */
    private static final Set<Integer> CLOSE_CODES =
            Set.of(RawWebSocket.STILL_OPEN, 1000, 1001, 1002, 1003, 1005, 1007, 1008, 1009);

    private static final List<String> TEXTS = List.of(
            FrameAttack.ping("fuzz"),
            "{\"id\":\"h\",\"type\":\"command\",\"payload\":{\"command\":\"/help\"}}",
            "{\"id\":\"d\",\"type\":\"command\",\"payload\":{\"command\":\"/diff\",\"run\":\"run-none\"}}",
            "{\"id\":\"r\",\"type\":\"command\",\"payload\":{\"command\":\"/resume\",\"runs\":[{\"run\":\"run-none\",\"seq\":1}]}}",
            "{\"id\":\"s\",\"type\":\"command\",\"payload\":{\"command\":\"/settings\",\"name\":\"providers\"}}",
            "{\"id\":\"l\",\"type\":\"command\",\"payload\":{\"command\":\"/parse\",\"line\":\"/code --headless \\\"a b\\\" @x\"}}");

    private static final int ANSWER_MILLIS = 150;

    private final ServerAddress server;
    private final Random random;

    FrameFuzzer(ServerAddress server, long seed) {
        this.server = server;
        this.random = new Random(seed);
    }

    /** One connection with changed frames. Returns what was wrong with the answers. */
    Optional<String> attempt() throws IOException {
        boolean offer = random.nextBoolean();
        try (RawWebSocket client = RawWebSocket.open(server, offer ? "permessage-deflate" : "")) {
            byte[] bytes = mutate(conversation(client.hasExtension()));
            try {
                client.write(bytes);
            } catch (IOException e) {
                // The server closed the connection while the client wrote.
            }
            RawWebSocket.Outcome outcome = client.readUntil("\0", ANSWER_MILLIS);
            Optional<String> wrong = outcome.texts().stream()
                    .filter(text ->
                            text.contains("\"INTERNAL\"") || text.contains("\tat ") || text.contains("Exception"))
                    .findFirst();
            boolean abnormal = outcome.closeCode() == RawWebSocket.NO_CLOSE_FRAME;
            if (wrong.isPresent() || !abnormal && !CLOSE_CODES.contains(outcome.closeCode())) {
                return Optional.of(
                        "answered " + wrong.orElse("close code " + outcome.closeCode()) + " to " + hex(bytes));
            }
            return Optional.empty();
        }
    }

    private byte[] conversation(boolean compressed) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            byte[] text = TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
            boolean deflate = compressed && random.nextBoolean();
            byte[] data = deflate ? FrameAttack.compress(text) : text;
            int first = (deflate ? RawWebSocket.COMPRESSED : 0) | RawWebSocket.TEXT;
            int cut = random.nextInt(data.length);
            if (random.nextBoolean()) {
                bytes.writeBytes(RawWebSocket.frame(first, Arrays.copyOf(data, cut)));
                bytes.writeBytes(RawWebSocket.frame(RawWebSocket.FIN | RawWebSocket.PING, new byte[] {1}));
                bytes.writeBytes(RawWebSocket.frame(RawWebSocket.FIN, Arrays.copyOfRange(data, cut, data.length)));
            } else {
                bytes.writeBytes(RawWebSocket.frame(RawWebSocket.FIN | first, data));
            }
        }
        return bytes.toByteArray();
    }

    private byte[] mutate(byte[] original) {
        byte[] bytes = original;
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(5)) {
                case 0 -> turned(bytes, at, 1 << random.nextInt(Byte.SIZE));
                case 1 -> turned(bytes, 0, 1 << random.nextInt(Byte.SIZE));
                case 2 -> turned(bytes, 1, 1 << random.nextInt(Byte.SIZE));
                case 3 ->
                    joined(
                            Arrays.copyOf(bytes, at),
                            Arrays.copyOfRange(
                                    bytes, Math.min(bytes.length, at + 1 + random.nextInt(5)), bytes.length));
                default -> joined(Arrays.copyOf(bytes, at), random.nextBoolean() ? bytes : randomBytes());
            };
            if (bytes.length < 2) {
                return original;
            }
        }
        return bytes;
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[1 + random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] turned(byte[] bytes, int at, int bit) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) bit;
        return copy;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 300));
    }
}
