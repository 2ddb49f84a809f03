package dev.codeagent.cli.conformance;

import static dev.codeagent.cli.conformance.Checks.require;
import static dev.codeagent.cli.conformance.Checks.requireError;
import static dev.codeagent.cli.conformance.Checks.requireOpen;
import static dev.codeagent.cli.conformance.Checks.requireStatus;
import static dev.codeagent.cli.conformance.ServerUnderTest.command;
import static dev.codeagent.cli.conformance.ServerUnderTest.newId;

import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Checks that need no run: handshake, envelope, errors, limits. */
final class ConnectionCases {
    private static final int MAX_CHARS = 1 << 20;
    private static final int DEPTH = 2_000;

    private ConnectionCases() {}

    static List<ConformanceCase<ServerUnderTest>> all() {
        return List.of(
                of("handshake.subprotocol", "selects the subprotocol codeagent.v1", ConnectionCases::subprotocol),
                of("handshake.no-subprotocol", "accepts a client without it", ConnectionCases::noSubprotocol),
                of("handshake.foreign-origin", "refuses a page of another origin", ConnectionCases::foreignOrigin),
                of("handshake.token", "refuses a client without the token", ConnectionCases::token),
                of("envelope.answer", "answers with the id, a version and a time", ConnectionCases::answer),
                of("envelope.unknown-fields", "ignores fields that it does not know", ConnectionCases::unknownFields),
                of("envelope.any-id", "accepts any text as an id", ConnectionCases::anyId),
                of("envelope.order", "answers commands without an effect in order", ConnectionCases::order),
                of("frames.fragments", "joins fragments, also with a ping between them", ConnectionCases::fragments),
                of(
                        "frames.invalid-utf8",
                        "closes with 1007 after text that is not UTF-8",
                        ConnectionCases::invalidUtf8),
                of("frames.binary", "answers a binary message with an error and stays open", ConnectionCases::binary),
                of("errors.malformed", "answers text that is no JSON and stays open", ConnectionCases::malformed),
                of("errors.depth", "answers JSON that is nested too deeply", ConnectionCases::depth),
                of("errors.size", "answers a message that is too large and stays open", ConnectionCases::size),
                of("errors.names-the-field", "names the field and the id", ConnectionCases::namesTheField),
                of("errors.unknown-command", "suggests the nearest command", ConnectionCases::unknownCommand),
                of("errors.unknown-run", "says that a run does not exist", ConnectionCases::unknownRun),
                of("commands.help", "lists the commands", ConnectionCases::help),
                of("commands.line", "parses a line without executing it", ConnectionCases::line),
                of("commands.approvals", "lists the open approvals", ConnectionCases::approvals),
                of("commands.settings", "shows the model providers without keys", ConnectionCases::settings));
    }

    private static ConformanceCase<ServerUnderTest> of(
            String name, String requirement, ConformanceCase.Check<ServerUnderTest> check) {
        return new ConformanceCase<>(name, requirement, check);
    }

    private static void subprotocol(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            String selected = client.header("sec-websocket-protocol").orElse("none");
            require(selected.equals(EnvelopeCodec.SUBPROTOCOL), "the server selected the subprotocol " + selected);
        }
    }

    private static void noSubprotocol(ServerUnderTest server) throws IOException {
        try (WireClient client = server.connect(Map.of())) {
            require(client.status() == ServerUnderTest.SWITCHING_PROTOCOLS, "the answer is HTTP " + client.status());
            require(
                    client.header("sec-websocket-protocol").isEmpty(),
                    "the server selected a subprotocol that was not requested");
            requireOpen(client);
        }
    }

    private static void foreignOrigin(ServerUnderTest server) throws IOException {
        try (WireClient client = server.connect(Map.of("Origin", "https://attacker.example"))) {
            require(client.status() == 403, "the answer is HTTP " + client.status() + ", not 403");
        }
    }

    private static void token(ServerUnderTest server) throws IOException {
        if (server.authorization().get().isEmpty()) {
            return; // Such a server asks nobody for a token.
        }
        try (WireClient client = WireClient.connect(server.address(), Map.of(), server.timeout())) {
            require(client.status() == 401, "the answer is HTTP " + client.status() + ", not 401");
        }
    }

    private static void answer(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            requireOpen(client);
        }
    }

    private static void unknownFields(ServerUnderTest server) throws IOException {
        JsonObject payload = Json.createObjectBuilder(command("/ping"))
                .add("novel", Json.createArrayBuilder().add(1))
                .build();
        try (WireClient client = server.open()) {
            String id = newId();
            client.frames()
                    .writeText(WireClient.envelope(id, payload)
                            .add("novel", JsonObject.EMPTY_JSON_OBJECT)
                            .add("metadata", Json.createObjectBuilder().add("version", "9.7"))
                            .build()
                            .toString());
            requireStatus(client.awaitAnswer(id), "pong");
        }
    }

    private static void anyId(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            for (String id : List.of("1", "ü 🙂 \"\\/", "\u0000\u001f", "x".repeat(5_000))) {
                client.sendCommand(id, command("/ping"));
                requireStatus(client.awaitAnswer(id), "pong");
            }
        }
    }

    private static void order(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            for (int i = 0; i < 50; i++) {
                client.sendCommand("order-" + i, command("/ping"));
            }
            for (int i = 0; i < 50; i++) {
                JsonObject message = client.nextMessage();
                require(
                        message.getString("id", "").equals("order-" + i),
                        "answer " + i + " has another id: " + Checks.shown(message));
            }
        }
    }

    private static void fragments(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            String id = newId() + "-ü🙂";
            byte[] text =
                    WireClient.envelope(id, command("/ping")).build().toString().getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < text.length; i++) {
                client.frames()
                        .write(i == 0 ? Frames.TEXT : Frames.CONTINUATION, i == text.length - 1, new byte[] {text[i]});
                if (i == text.length / 2) {
                    client.frames().write(Frames.PING, true, new byte[] {7});
                }
            }
            requireStatus(client.awaitAnswer(id), "pong");
        }
    }

    private static void invalidUtf8(ServerUnderTest server) throws IOException {
        expectClose(
                server,
                client -> client.frames().write(Frames.TEXT, true, new byte[] {'{', (byte) 0xc3, 0x28, '}'}),
                1007);
    }

    private static void expectClose(ServerUnderTest server, ConformanceCase.Check<WireClient> send, int code)
            throws IOException {
        try (WireClient client = server.open()) {
            send.run(client);
            int received = client.awaitClose();
            require(received == code, "the server closed with " + received + ", not with " + code);
        }
    }

    private static void binary(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            client.frames().write(Frames.BINARY, true, new byte[] {1, 2, 3});
            requireError(client.awaitAnswer(""), "MALFORMED_MESSAGE");
            requireOpen(client);
        }
    }

    private static void malformed(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            for (String text : List.of("", "x", "{", "[1]", "{\"id\": \"a\"", "{\"id\":\"a\",}", "null", "\u0000")) {
                client.frames().writeText(text);
                requireError(client.awaitAnswer(""), "MALFORMED_MESSAGE");
            }
            requireOpen(client);
        }
    }

    private static void depth(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            client.frames()
                    .writeText("{\"id\":\"deep\",\"type\":\"command\",\"payload\":" + "[".repeat(DEPTH)
                            + "]".repeat(DEPTH) + "}");
            requireError(client.awaitAnswer(""), "MALFORMED_MESSAGE");
            requireOpen(client);
        }
    }

    private static void size(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            client.frames().writeText("{\"id\":\"large\",\"text\":\"" + "x".repeat(MAX_CHARS) + "\"}");
            requireError(client.awaitAnswer(""), "MESSAGE_TOO_LARGE", String.valueOf(MAX_CHARS));
            requireOpen(client);
        }
    }

    private static void namesTheField(ServerUnderTest server) throws IOException {
        Map<String, String> wrong = Map.of(
                "{}", "'command'",
                "{\"command\": 7}", "'command'",
                "{\"command\": \"/cancel\"}", "'run'",
                "{\"command\": \"/apply\", \"run\": []}", "'run'",
                "{\"command\": \"/apply\", \"run\": \"x\", \"parts\": {}}", "'parts'",
                "{\"command\": \"/resume\"}", "'runs'",
                "{\"command\": \"/resume\", \"runs\": [{\"run\": \"x\", \"seq\": -1}]}", "'seq'",
                "{\"command\": \"/plan\", \"args\": \"x\"}", "'args'",
                "{\"command\": \"/plan\", \"context\": 1}", "'context'");
        try (WireClient client = server.open()) {
            for (Map.Entry<String, String> payload : wrong.entrySet()) {
                String id = newId();
                client.sendCommand(id, WireClient.parse(payload.getKey()));
                requireError(client.awaitAnswer(id), "MALFORMED_MESSAGE", payload.getValue());
            }
            client.frames().writeText("{\"id\": \"t\", \"type\": \"status\", \"payload\": {}}");
            requireError(client.awaitAnswer("t"), "MALFORMED_MESSAGE", "'type'");
            client.frames().writeText("{\"id\": \"p\", \"type\": \"command\"}");
            requireError(client.awaitAnswer("p"), "MALFORMED_MESSAGE", "'payload'");
        }
    }

    private static void unknownCommand(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            String id = newId();
            client.sendCommand(
                    id,
                    Json.createObjectBuilder(server.start("x"))
                            .add("command", "/cancle")
                            .build());
            requireError(client.awaitAnswer(id), "UNKNOWN_COMMAND", "'/cancel'");
        }
    }

    private static void unknownRun(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            for (String name : List.of("/cancel", "/diff", "/apply", "/undo", "/discard")) {
                String id = newId();
                client.sendCommand(id, command(name, "run", "run-none"));
                requireError(client.awaitAnswer(id), "UNKNOWN_RUN");
            }
            String id = newId();
            client.sendCommand(id, ServerUnderTest.resume("run-none", 0));
            requireError(client.awaitAnswer(id), "UNKNOWN_RUN");
        }
    }

    private static void help(ServerUnderTest server) throws IOException {
        require(
                ask(server, command("/help"), "help").getJsonArray("commands").stream()
                        .anyMatch(c -> c.asJsonObject().getString("name").equals("/apply")),
                "/help does not list /apply");
    }

    private static void line(ServerUnderTest server) throws IOException {
        JsonObject parsed = ask(server, command("/parse", "line", "/code --headless a \"b\"\n @src/a.txt"), "parsed");
        JsonObject payload = parsed.getJsonObject("payload");
        require(
                payload.getString("command", "").equals("/code")
                        && payload.getBoolean("headless", false)
                        && payload.getString("prompt", "").equals("a \"b\"\n @src/a.txt"),
                "the line was parsed as " + payload);
        require(parsed.getJsonArray("mentions").size() == 1, "the line mentions one file");
    }

    private static void approvals(ServerUnderTest server) throws IOException {
        require(
                ask(server, command("/approvals"), "approvals").getJsonArray("approvals") != null,
                "the answer has no approvals");
    }

    private static void settings(ServerUnderTest server) throws IOException {
        String text = ask(server, command("/settings", "name", "providers"), "settings")
                .toString();
        require(text.contains("\"providers\":["), "the answer has no providers");
        require(!text.contains("\"apiKey\""), "the answer contains keys");
    }

    private static JsonObject ask(ServerUnderTest server, JsonObject payload, String status) throws IOException {
        try (WireClient client = server.open()) {
            String id = newId();
            client.sendCommand(id, payload);
            JsonObject answer = client.awaitAnswer(id);
            requireStatus(answer, status);
            return WireClient.payload(answer);
        }
    }
}
