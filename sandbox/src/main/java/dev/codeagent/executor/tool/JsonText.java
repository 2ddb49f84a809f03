package dev.codeagent.executor.tool;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON to and from bytes, through one provider: looking it up for each value costs more than the work. */
public final class JsonText {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonReaderFactory READERS = JSON.createReaderFactory(Map.of());

    private JsonText() {}

    public static JsonObjectBuilder object() {
        return JSON.createObjectBuilder();
    }

    public static JsonObjectBuilder object(JsonObject from) {
        return JSON.createObjectBuilder(from);
    }

    public static JsonArrayBuilder array() {
        return JSON.createArrayBuilder();
    }

    /** Throws {@link jakarta.json.JsonException} or another unchecked exception where the bytes are no JSON. */
    public static JsonValue parse(byte[] bytes) {
        try (JsonReader reader = READERS.createReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
            return reader.readValue();
        }
    }

    /** One line: JSON escapes line feeds in strings, and nothing else writes them. */
    public static byte[] print(JsonStructure value) {
        var text = new StringWriter();
        try (var writer = JSON.createWriter(text)) {
            writer.write(value);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
