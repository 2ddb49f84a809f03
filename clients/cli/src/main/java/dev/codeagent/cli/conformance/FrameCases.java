package dev.codeagent.cli.conformance;

import static dev.codeagent.cli.conformance.Checks.require;
import static dev.codeagent.cli.conformance.Checks.requireOpen;
import static dev.codeagent.cli.conformance.Checks.requireStatus;
import static dev.codeagent.cli.conformance.ServerUnderTest.command;
import static dev.codeagent.cli.conformance.ServerUnderTest.newId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Checks with frames that no client should send, and with compressed messages. */
final class FrameCases {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_DATA = 1007;
    private static final int TOO_LARGE = 1009;
    private static final int BOMB_BYTES = 64 << 20;
    private static final int RESERVED_OPCODES = 0x0f;

    private FrameCases() {}

    static List<ConformanceCase<ServerUnderTest>> all() {
        return List.of(
                of("frames.unmasked", "closes with 1002 after a frame without mask", FrameCases::unmasked),
                of("frames.reserved-bits", "closes with 1002 after a reserved bit", FrameCases::reservedBits),
                of("frames.reserved-opcode", "closes with 1002 after a reserved opcode", FrameCases::reservedOpcode),
                of(
                        "frames.control",
                        "closes with 1002 after a control frame that is fragmented or longer than 125 bytes",
                        FrameCases::control),
                of(
                        "frames.order",
                        "closes with 1002 after a continuation of nothing, or a message within another one",
                        FrameCases::order),
                of(
                        "frames.close-code",
                        "closes with 1002 after a close code that must not be sent",
                        FrameCases::closeCode),
                of("frames.length", "closes with 1002 or 1009 after an impossible length", FrameCases::length),
                of(
                        "frames.invalid-utf8-in-fragments",
                        "closes with 1007 after text that is not UTF-8 across fragments",
                        FrameCases::invalidUtf8),
                of("frames.close", "answers a close frame with the same code", FrameCases::close),
                of(
                        "compression.messages",
                        "reads compressed messages if it agreed to compression, and closes with 1002 if not",
                        FrameCases::compressed),
                of(
                        "compression.parameters",
                        "does not agree to compression with parameters that it does not know",
                        FrameCases::parameters),
                of("compression.bomb", "closes with 1009 if a message decompresses to too much", FrameCases::bomb),
                of(
                        "compression.invalid",
                        "closes with 1007 after compressed data that is not valid",
                        FrameCases::invalid));
    }

    private static ConformanceCase<ServerUnderTest> of(
            String name, String requirement, ConformanceCase.Check<ServerUnderTest> check) {
        return new ConformanceCase<>(name, requirement, check);
    }

    private static byte[] ping() {
        return WireClient.envelope(newId(), command("/ping")).build().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void expectClose(
            ServerUnderTest server, ConformanceCase.Check<WireClient> send, String what, Integer... codes)
            throws IOException {
        try (WireClient client = server.open()) {
            send.run(client);
            requireClosed(client, what, codes);
        }
        try (WireClient other = server.open()) {
            requireOpen(other); // Others do not notice.
        }
    }

    private static void requireClosed(WireClient client, String what, Integer... codes) throws IOException {
        int received = client.awaitClose();
        require(
                Arrays.asList(codes).contains(received),
                "the server closed with " + received + ", not with " + Arrays.toString(codes) + ", after " + what);
    }

    private static void unmasked(ServerUnderTest server) throws IOException {
        expectClose(
                server,
                client -> client.frames().write(Frames.TEXT, true, ping(), false),
                "a text without mask",
                PROTOCOL_ERROR);
        expectClose(
                server,
                client -> client.frames().write(Frames.PING, true, new byte[0], false),
                "a ping without mask",
                PROTOCOL_ERROR);
    }

    private static void reservedBits(ServerUnderTest server) throws IOException {
        for (int bits : List.of(0x10, 0x20, Frames.COMPRESSED, 0x70)) {
            for (int opcode : List.of(Frames.TEXT, Frames.PING)) {
                expectClose(
                        server,
                        client -> client.frames().write(bits | opcode, true, new byte[] {'{', '}'}),
                        "the reserved bits " + Integer.toHexString(bits),
                        PROTOCOL_ERROR);
            }
        }
    }

    private static void reservedOpcode(ServerUnderTest server) throws IOException {
        for (int opcode = Frames.BINARY + 1; opcode <= RESERVED_OPCODES; opcode++) {
            if (opcode >= Frames.CLOSE && opcode <= Frames.PONG) {
                continue;
            }
            int reserved = opcode;
            expectClose(
                    server,
                    client -> client.frames().write(reserved, true, new byte[0]),
                    "the opcode " + opcode,
                    PROTOCOL_ERROR);
        }
    }

    private static void control(ServerUnderTest server) throws IOException {
        for (int opcode : List.of(Frames.CLOSE, Frames.PING, Frames.PONG)) {
            expectClose(
                    server,
                    client -> client.frames().write(opcode, false, new byte[0]),
                    "a fragment of the control frame " + opcode,
                    PROTOCOL_ERROR);
            expectClose(
                    server,
                    client -> client.frames().write(opcode, true, new byte[126]),
                    "126 bytes in the control frame " + opcode,
                    PROTOCOL_ERROR);
        }
    }

    private static void order(ServerUnderTest server) throws IOException {
        expectClose(
                server,
                client -> client.frames().write(Frames.CONTINUATION, true, new byte[] {'{'}),
                "a continuation of nothing",
                PROTOCOL_ERROR);
        for (int opcode : List.of(Frames.TEXT, Frames.BINARY)) {
            expectClose(
                    server,
                    client -> {
                        client.frames().write(Frames.TEXT, false, new byte[] {'{'});
                        client.frames().write(opcode, true, new byte[] {'}'});
                    },
                    "a message within another one",
                    PROTOCOL_ERROR);
        }
    }

    private static void closeCode(ServerUnderTest server) throws IOException {
        for (int code : List.of(0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)) {
            expectClose(server, client -> writeClose(client, code), "the close code " + code, PROTOCOL_ERROR);
        }
        expectClose(
                server,
                client -> client.frames().write(Frames.CLOSE, true, new byte[] {3}),
                "a close frame of one byte",
                PROTOCOL_ERROR);
    }

    private static void writeClose(WireClient client, int code) throws IOException {
        client.frames()
                .write(
                        Frames.CLOSE,
                        true,
                        ByteBuffer.allocate(Short.BYTES).putShort((short) code).array());
    }

    private static void length(ServerUnderTest server) throws IOException {
        for (long length : List.of(Long.MIN_VALUE, -1L, Long.MAX_VALUE, 1L << 32, 1L << 40)) {
            byte[] header = ByteBuffer.allocate(2 + Long.BYTES + Integer.BYTES)
                    .put((byte) 0x81)
                    .put((byte) 0xff)
                    .putLong(length)
                    .array();
            expectClose(
                    server,
                    client -> client.frames().writeBytes(header),
                    "a frame of " + Long.toUnsignedString(length) + " bytes",
                    PROTOCOL_ERROR,
                    TOO_LARGE);
        }
    }

    private static void invalidUtf8(ServerUnderTest server) throws IOException {
        expectClose(
                server,
                client -> {
                    client.frames().write(Frames.TEXT, false, new byte[] {'{', (byte) 0xc3});
                    client.frames().write(Frames.CONTINUATION, true, new byte[] {0x28, '}'});
                },
                "the first byte of a character without the second",
                INVALID_DATA);
        expectClose(
                server,
                client -> {
                    client.frames().write(Frames.TEXT, false, new byte[] {'{', (byte) 0xed, (byte) 0xa0});
                    client.frames().write(Frames.CONTINUATION, true, new byte[] {(byte) 0x80, '}'});
                },
                "one half of a surrogate pair",
                INVALID_DATA);
    }

    private static void close(ServerUnderTest server) throws IOException {
        for (int code : List.of(1000, 1001, 3000, 4999)) {
            expectClose(server, client -> writeClose(client, code), "the close code " + code, code);
        }
    }

    private static WireClient openCompressed(ServerUnderTest server, String offer) throws IOException {
        return server.connect(Map.of("Sec-WebSocket-Protocol", "codeagent.v1", "Sec-WebSocket-Extensions", offer));
    }

    private static boolean isCompressed(WireClient client) {
        return client.header("sec-websocket-extensions").orElse("").contains(Deflate.EXTENSION);
    }

    private static void compressed(ServerUnderTest server) throws IOException {
        try (WireClient client = openCompressed(server, Deflate.OFFER)) {
            String id = newId();
            byte[] text = Deflate.compress(
                    WireClient.envelope(id, command("/help")).build().toString().getBytes(StandardCharsets.UTF_8));
            client.frames().write(Frames.COMPRESSED | Frames.TEXT, false, Arrays.copyOf(text, 5));
            if (!isCompressed(client)) {
                requireClosed(client, "a compressed message without an agreement", PROTOCOL_ERROR);
                return;
            }
            client.frames().write(Frames.PING, true, new byte[0]);
            client.frames().write(Frames.CONTINUATION, true, Arrays.copyOfRange(text, 5, text.length));
            requireStatus(client.awaitAnswer(id), "help");
            requireOpen(client); // A message that is not compressed.
        }
    }

    private static void parameters(ServerUnderTest server) throws IOException {
        for (String parameter : List.of("novel", "server_max_window_bits=7", "client_max_window_bits=x", "novel=1")) {
            try (WireClient client = openCompressed(server, Deflate.EXTENSION + "; " + parameter)) {
                require(!isCompressed(client), "the server agreed to " + parameter);
                requireOpen(client);
            }
        }
    }

    private static void bomb(ServerUnderTest server) throws IOException {
        expectCompressedClose(server, Deflate.compress(new byte[BOMB_BYTES]), TOO_LARGE);
    }

    private static void invalid(ServerUnderTest server) throws IOException {
        expectCompressedClose(server, new byte[] {(byte) 0xff, (byte) 0xff, 1, 2}, INVALID_DATA);
    }

    private static void expectCompressedClose(ServerUnderTest server, byte[] data, int code) throws IOException {
        try (WireClient client = openCompressed(server, Deflate.OFFER)) {
            client.frames().write(Frames.COMPRESSED | Frames.TEXT, true, data);
            requireClosed(client, "such a message", isCompressed(client) ? code : PROTOCOL_ERROR);
        }
    }
}
