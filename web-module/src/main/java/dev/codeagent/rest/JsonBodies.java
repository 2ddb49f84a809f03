package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.ClientText;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.RecordJson;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON form of bodies; {@link RecordBodies} uses it for the parameters and results of resources. */
final class JsonBodies {
    private static final int MAX_BYTES = 1 << 20;

    private JsonBodies() {}

    /**
     * Reads a JSON object of at most 1 MiB in UTF-8 as a record.
     *
     * @throws AgentException MALFORMED_MESSAGE or MESSAGE_TOO_LARGE if the body is not such an object
     */
    static <T extends Record> T read(InputStream body, Class<T> type) {
        return RecordJson.read(readObject(body, false), type);
    }

    /** Reads the body as a record; a missing body counts as an empty object. */
    static <T extends Record> T readOrEmpty(InputStream body, Class<T> type) {
        return RecordJson.read(readObject(body, true), type);
    }

    private static JsonObject readObject(InputStream body, boolean mayBeEmpty) {
        try {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length == 0 && mayBeEmpty) {
                return JsonValue.EMPTY_JSON_OBJECT;
            }
            if (bytes.length == 0) {
                throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "the request has no body; send a JSON object");
            }
            if (bytes.length > MAX_BYTES) {
                throw new AgentException(
                        ErrorCode.MESSAGE_TOO_LARGE, "the request body may contain at most " + MAX_BYTES + " bytes");
            }
            return ClientText.requireText(EnvelopeCodec.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()));
        } catch (CharacterCodingException e) {
            throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "the request body is not UTF-8", e);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.MALFORMED_MESSAGE, "the request body is incomplete: " + e.getMessage(), e);
        }
    }

    static String toJson(Record value) {
        return RecordJson.write(value).build().toString();
    }

    static String toJson(List<?> values) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        values.forEach(value -> array.add(RecordJson.write((Record) value)));
        return array.build().toString();
    }
}
