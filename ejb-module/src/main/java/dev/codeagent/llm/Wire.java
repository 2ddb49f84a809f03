package dev.codeagent.llm;

import com.sun.net.httpserver.HttpExchange;
import dev.codeagent.api.error.AgentException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON in and out of an exchange. */
final class Wire {
    private static final int LARGEST = 32 << 20;
    private static final int EMPTY = -1;

    private Wire() {}

    static byte[] body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            throw Complaint.INVALID_REQUEST.because("the request has more than " + (LARGEST >> 20) + " MB");
        }
        return body;
    }

    static JsonObject object(byte[] body) {
        try (var reader = Json.createReader(new ByteArrayInputStream(body))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw Complaint.INVALID_REQUEST.because("the request is not a JSON object: " + e.getMessage());
        }
    }

    static void answer(HttpExchange exchange, int status, JsonValue json) throws IOException {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static void nothing(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, EMPTY);
    }

    /** As OpenAI's API shapes an error. */
    static JsonObject error(AgentException e) {
        Complaint complaint = Complaint.of(e);
        return Json.createObjectBuilder()
                .add(
                        "error",
                        Json.createObjectBuilder()
                                .add("message", String.valueOf(e.getMessage()))
                                .add("type", complaint.type())
                                .add("param", JsonValue.NULL)
                                .add("code", complaint.wire()))
                .build();
    }
}
