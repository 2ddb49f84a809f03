package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.RecordJson;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads and writes the bodies of requests and answers. */
final class JsonBodies {
    private static final int MAX_BYTES = 1 << 20;

    private JsonBodies() {}

    /** MALFORMED_MESSAGE or MESSAGE_TOO_LARGE where it is no JSON object of at most 1 MiB of UTF-8. */
    static JsonObject readObject(InputStream body) {
        return readObject(body, false);
    }

    private static JsonObject readObject(InputStream body, boolean mayBeEmpty) {
        try {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length == 0 && mayBeEmpty) {
                return JsonObject.EMPTY_JSON_OBJECT;
            }
            if (bytes.length > MAX_BYTES) {
                throw new AgentException(
                        ErrorCode.MESSAGE_TOO_LARGE, "a request's body may have at most " + MAX_BYTES + " bytes");
            }
            return EnvelopeCodec.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "the body is not UTF-8", e);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "the body broke off: " + e.getMessage(), e);
        }
    }

    /** The body as a record. */
    static <T extends Record> T read(InputStream body, Class<T> type) {
        return RecordJson.read(readObject(body), type);
    }

    /** The body as a record; no body is an empty object. */
    static <T extends Record> T readOrEmpty(InputStream body, Class<T> type) {
        return RecordJson.read(readObject(body, true), type);
    }

    static String toJson(Record value) {
        return RecordJson.write(value).build().toString();
    }

    static String toJson(List<? extends Record> values) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        values.forEach(v -> array.add(RecordJson.write(v)));
        return array.build().toString();
    }
}
