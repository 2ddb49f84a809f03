package dev.codeagent.openapi;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.wire.EventCodec;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The schemas of stored events as {@link EventCodec} writes them. */
record EventSchemas(JsonSchemas schemas) {
    static final String NAME = "RecordedEvent";

    /** Adds a schema for each type of event, and one for all of them, whose name it returns. */
    String addTo(Map<String, JsonObject> components) {
        if (components.containsKey(NAME)) {
            return NAME;
        }
        var types = new TreeMap<String, Class<?>>();
        for (Class<?> type : RunEvent.class.getPermittedSubclasses()) {
            types.put(EventCodec.typeOf(type.asSubclass(RunEvent.class)), type);
        }
        JsonArrayBuilder choices = Json.createArrayBuilder();
        JsonObjectBuilder mapping = Json.createObjectBuilder();
        components.put(NAME, JsonObject.EMPTY_JSON_OBJECT);
        types.forEach((type, code) -> {
            String name = name(type);
            components.put(name, event(type, code));
            choices.add(JsonSchemas.ref(name));
            mapping.add(type, "#/components/schemas/" + name);
        });
        components.put(
                NAME,
                Json.createObjectBuilder()
                        .add(
                                "description",
                                "An event of a run. A newer server may send types that are not listed here; ignore them.")
                        .add("oneOf", choices)
                        .add(
                                "discriminator",
                                Json.createObjectBuilder()
                                        .add("propertyName", "type")
                                        .add("mapping", mapping))
                        .build());
        return NAME;
    }

    /** {@code run.cancel-requested} becomes RunCancelRequestedEvent. */
    private static String name(String type) {
        return Arrays.stream(type.split("[.-]"))
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining())
                + "Event";
    }

    private JsonObject event(String type, Class<?> code) {
        JsonObject fields = schemas.addFields(JsonSchemas.schema("object"), code, Map.of(), false)
                .build();
        JsonObjectBuilder properties = Json.createObjectBuilder()
                .add("type", JsonSchemas.schema("string").add("const", type))
                .add("run", schemas.of(dev.codeagent.api.run.RunId.class, false))
                .add("seq", schemas.of(long.class, false))
                .add("at", schemas.of(java.time.Instant.class, false));
        fields.getJsonObject("properties").forEach(properties::add);
        JsonArrayBuilder required =
                Json.createArrayBuilder().add("type").add("run").add("seq").add("at");
        if (fields.containsKey("required")) {
            fields.getJsonArray("required").forEach(required::add);
        }
        return Json.createObjectBuilder(fields)
                .add("properties", properties)
                .add("required", required)
                .build();
    }
}
