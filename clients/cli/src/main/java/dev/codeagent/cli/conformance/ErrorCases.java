package dev.codeagent.cli.conformance;

import static dev.codeagent.cli.conformance.Checks.require;
import static dev.codeagent.cli.conformance.Checks.requireError;
import static dev.codeagent.cli.conformance.Checks.requireOpen;
import static dev.codeagent.cli.conformance.Checks.requireStatus;
import static dev.codeagent.cli.conformance.ServerUnderTest.command;
import static dev.codeagent.cli.conformance.ServerUnderTest.newId;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Checks of what errors say, and that nothing is executed that is no whole message. */
final class ErrorCases {
    private ErrorCases() {}

    static List<ConformanceCase<ServerUnderTest>> all() {
        return List.of(
                new ConformanceCase<>("errors.field", "names the wrong field in 'field'", ErrorCases::field),
                new ConformanceCase<>(
                        "errors.text-after-the-end",
                        "refuses text after the object of a command and executes nothing",
                        ErrorCases::textAfterTheEnd),
                new ConformanceCase<>(
                        "errors.not-json", "refuses what RFC 8259 does not allow and stays open", ErrorCases::notJson));
    }

    private static void field(ServerUnderTest server) throws IOException {
        Map<String, String> fields = Map.of(
                "{}", "command",
                "{\"command\": {}}", "command",
                "{\"command\": \"/cancel\"}", "run",
                "{\"command\": \"/cancel\", \"run\": \"run-none\"}", "run",
                "{\"command\": \"/resume\", \"runs\": 1}", "runs",
                "{\"command\": \"/approve\", \"approval\": \"x\", \"scope\": \"all\"}", "scope",
                "{\"command\": \"/settings\", \"name\": \"colors\"}", "name",
                "{\"command\": \"/plan\", \"context\": 1}", "context",
                "{\"line\": \"/apply x y z\"}", "line",
                "{\"command\": \"/cancle\", \"prompt\": \"x\"}", "command");
        try (WireClient client = server.open()) {
            for (Map.Entry<String, String> payload : fields.entrySet()) {
                String id = newId();
                client.sendCommand(id, WireClient.parse(payload.getKey()));
                JsonObject answer = client.awaitAnswer(id);
                require(answer.getString("type", "").equals("error"), "no error: " + Checks.shown(answer));
                String field = WireClient.payload(answer).getString("field", "none");
                require(
                        field.equals(payload.getValue()),
                        "the field is " + field + ", not " + payload.getValue() + ": " + Checks.shown(answer));
            }
        }
    }

    private static void textAfterTheEnd(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            for (String rest : List.of(" x", "}", "{}", "\u0000", ",", "\ufeff", " /cancel", "1")) {
                String text =
                        WireClient.envelope(newId(), command("/ping")).build().toString();
                client.frames().writeText(text + rest);
                requireError(client.awaitAnswer(""), "MALFORMED_MESSAGE");
            }
            String id = newId();
            client.frames()
                    .writeText(" \t\r\n"
                            + WireClient.envelope(id, command("/ping")).build() + "\r\n\t ");
            requireStatus(client.awaitAnswer(id), "pong");
        }
    }

    private static void notJson(ServerUnderTest server) throws IOException {
        try (WireClient client = server.open()) {
            for (String value : List.of(
                    "01",
                    "+1",
                    ".5",
                    "1.",
                    "0x1",
                    "NaN",
                    "Infinity",
                    "'x'",
                    "\"\u0001\"",
                    "\"\\x\"",
                    "\"\\u12\"",
                    "[1,]",
                    "[,1]",
                    "[1 2]",
                    "{\"a\":1,}",
                    "{a:1}",
                    "{\"a\" 1}",
                    "True",
                    "nul",
                    "/* */1",
                    "[1}",
                    "\"x")) {
                client.frames()
                        .writeText("{\"id\":\"x\",\"type\":\"command\",\"payload\":{\"command\":\"/ping\"},\"v\":"
                                + value + "}");
                requireError(client.awaitAnswer(""), "MALFORMED_MESSAGE");
            }
            requireOpen(client);
        }
    }
}
