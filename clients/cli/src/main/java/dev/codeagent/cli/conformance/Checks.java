package dev.codeagent.cli.conformance;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** What several checks require. */
final class Checks {
    private static final int MAX_SHOWN = 300;

    private Checks() {}

    /** A requirement that is not fulfilled. */
    static final class CheckFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CheckFailedException(String message) {
            super(message);
        }
    }

    static void require(boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            throw new CheckFailedException(otherwise);
        }
    }

    /** The form that every message of a server has. */
    static void requireEnvelope(JsonObject message) {
        require(
                List.of("status", "stream", "response", "error").contains(message.getString("type", "")),
                "the message has no known type: " + shown(message));
        require(message.containsKey("id"), "the message has no id: " + shown(message));
        require(
                message.getJsonObject("metadata") != null
                        && message.getJsonObject("metadata")
                                .getString("version", "")
                                .equals("1.0"),
                "metadata.version is not 1.0: " + shown(message));
        try {
            Instant.parse(message.getString("timestamp", ""));
        } catch (DateTimeException e) {
            throw new CheckFailedException("the timestamp is no time in UTC: " + shown(message));
        }
    }

    static void requireStatus(JsonObject message, String status) {
        requireEnvelope(message);
        require(
                WireClient.payload(message).getString("status", "").equals(status),
                "the answer should be " + status + ": " + shown(message));
    }

    static void requireError(JsonObject message, String code, String... words) {
        requireEnvelope(message);
        JsonObject payload = WireClient.payload(message);
        require(
                message.getString("type").equals("error")
                        && payload.getString("code", "").equals(code),
                "the answer should be the error " + code + ": " + shown(message));
        require(!payload.getString("kind", "").isEmpty(), "the error has no kind: " + shown(message));
        for (String word : words) {
            require(
                    payload.getString("message", "").contains(word),
                    "the message of the error should contain " + word + ": " + shown(message));
        }
    }

    /** The connection is usable. */
    static void requireOpen(WireClient client) throws IOException {
        String id = ServerUnderTest.newId();
        client.sendCommand(id, ServerUnderTest.command("/ping"));
        requireStatus(client.awaitAnswer(id), "pong");
    }

    static String shown(JsonObject message) {
        String text = message.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
