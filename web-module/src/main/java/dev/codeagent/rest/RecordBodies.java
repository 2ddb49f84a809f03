package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.http.Problem;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/**
 * Reads bodies of requests as records, and writes records and lists of records as {@link RecordJson} does. A body is a
 * JSON object of at most 1 MiB in UTF-8; a missing one counts as an empty object if the parameter is annotated
 * {@code @RequestBody(required = false)}.
 */
@Provider
@Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RecordBodies implements MessageBodyReader<Record>, MessageBodyWriter<Object> {
    private static final int MAX_BYTES = 1 << 20;

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body) {
        return RecordJson.read(readObject(body, isOptional(annotations)), type);
    }

    private static boolean isOptional(Annotation[] annotations) {
        return Arrays.stream(annotations).anyMatch(a -> a instanceof RequestBody body && !body.required());
    }

    /** @throws AgentException MALFORMED_MESSAGE or MESSAGE_TOO_LARGE if the body is not such an object */
    private static JsonObject readObject(InputStream body, boolean mayBeEmpty) {
        try {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length == 0 && mayBeEmpty) {
                return JsonValue.EMPTY_JSON_OBJECT;
            }
            if (bytes.length > MAX_BYTES) {
                throw new AgentException(
                        ErrorCode.MESSAGE_TOO_LARGE, "the request body may contain at most " + MAX_BYTES + " bytes");
            }
            return EnvelopeCodec.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new AgentException(ErrorCode.MALFORMED_MESSAGE, "the request body is not UTF-8", e);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.MALFORMED_MESSAGE, "the request body is incomplete: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return (type.isRecord() || List.class.isAssignableFrom(type))
                && mediaType.getSubtype().endsWith("json");
    }

    @Override
    public void writeTo(
            Object value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(toJson(value).getBytes(StandardCharsets.UTF_8));
    }

    static String toJson(Object value) {
        if (value instanceof List<?> list) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            list.forEach(item -> array.add(RecordJson.write((Record) item)));
            return array.build().toString();
        }
        return RecordJson.write((Record) value).build().toString();
    }
}
