package dev.codeagent.client.json;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.StringReader;

/** JSON as text. */
public final class JsonTexts {
    private JsonTexts() {}

    /** @throws jakarta.json.JsonException if the text is not a JSON object or array */
    public static JsonStructure parse(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.read();
        }
    }
}
