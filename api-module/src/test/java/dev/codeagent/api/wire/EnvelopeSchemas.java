package dev.codeagent.api.wire;

import static dev.codeagent.api.wire.RecordSchemas.constant;
import static dev.codeagent.api.wire.RecordSchemas.fields;
import static dev.codeagent.api.wire.RecordSchemas.object;
import static dev.codeagent.api.wire.RecordSchemas.schema;

import dev.codeagent.api.wire.EnvelopeCodec.Type;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Locale;

/** The schemas of envelopes around payloads. */
final class EnvelopeSchemas {
    private EnvelopeSchemas() {}

    static JsonObject clientMessage(JsonObject payload) {
        JsonObject text = schema("string").build();
        return object(
                fields(
                        "id", schema("string").add("pattern", "\\S").build(),
                        "type", constant("command"),
                        "timestamp", text,
                        "payload", payload,
                        "metadata", object(fields("version", text, "client", text, "user", text), List.of())),
                List.of("id", "type", "payload"));
    }

    static JsonObject serverMessage(Type type, JsonObject payload, boolean numbered) {
        JsonObjectBuilder metadata = fields("version", constant(EnvelopeCodec.VERSION));
        if (numbered) {
            metadata.add("seq", schema("integer").add("minimum", 1));
        }
        return object(
                fields(
                        "id", schema("string").build(),
                        "type", constant(type.name().toLowerCase(Locale.ROOT)),
                        "timestamp", schema("string").add("format", "date-time").build(),
                        "payload", payload,
                        "metadata", object(metadata, numbered ? List.of("version", "seq") : List.of("version"))),
                List.of("id", "type", "timestamp", "payload", "metadata"));
    }
}
