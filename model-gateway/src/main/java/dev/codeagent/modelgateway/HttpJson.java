package dev.codeagent.modelgateway;

import com.sun.net.httpserver.HttpExchange;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads and writes JSON in an HTTP exchange. */
final class HttpJson {
    private static final int MAX_BODY_BYTES = 32 << 20;
    private static final int NO_BODY = -1;
    private static final BoundedJson.Limits LIMITS = BoundedJson.Limits.MESSAGE.withChars(MAX_BODY_BYTES);

    private HttpJson() {}

    static byte[] readBody(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw GatewayError.INVALID_REQUEST.exception(
                    "the request body is larger than " + (MAX_BODY_BYTES >> 20) + " MB");
        }
        return body;
    }

    static JsonObject parseObject(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return BoundedJson.readObject(text, LIMITS);
        } catch (CharacterCodingException e) {
            throw GatewayError.INVALID_REQUEST.exception("the request body is not UTF-8");
        } catch (AgentException e) {
            throw GatewayError.INVALID_REQUEST.exception("the request body is " + e.getMessage());
        }
    }

    static void sendJson(HttpExchange exchange, int status, JsonValue json) throws IOException {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static void sendEmpty(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, NO_BODY);
    }

    /** The error object of the OpenAI API. */
    static JsonObject errorBody(AgentException e) {
        GatewayError gatewayError = GatewayError.of(e);
        return Json.createObjectBuilder()
                .add(
                        "error",
                        Json.createObjectBuilder()
                                .add("message", String.valueOf(e.getMessage()))
                                .add("type", gatewayError.type())
                                .add("param", JsonValue.NULL)
                                .add("code", gatewayError.wireCode()))
                .build();
    }
}
