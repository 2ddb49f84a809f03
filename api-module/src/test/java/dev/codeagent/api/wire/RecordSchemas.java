package dev.codeagent.api.wire;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** JSON Schemas of records as {@link RecordJson} writes them. Records that are fields of others become definitions. */
final class RecordSchemas {
    private final SortedMap<String, JsonObject> definitions = new TreeMap<>();

    /** The definitions of the records that occurred so far. */
    SortedMap<String, JsonObject> definitions() {
        return definitions;
    }

    /** The properties of a record. */
    JsonObjectBuilder properties(Class<?> type) {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.add(component.getName(), of(component.getGenericType()));
        }
        return properties;
    }

    /** The fields that are always written: all that are not optional. */
    static List<String> required(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getType() != Optional.class)
                .map(RecordComponent::getName)
                .toList();
    }

    static JsonObject object(JsonObjectBuilder properties, List<String> required) {
        JsonArrayBuilder names = Json.createArrayBuilder();
        required.forEach(names::add);
        return Json.createObjectBuilder()
                .add("type", "object")
                .add("properties", properties)
                .add("required", names)
                .build();
    }

    JsonObject of(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type last = parameterized.getActualTypeArguments()[parameterized.getActualTypeArguments().length - 1];
            if (parameterized.getRawType() == Optional.class) {
                return of(last);
            }
            return parameterized.getRawType() == Map.class
                    ? schema("object").add("additionalProperties", of(last)).build()
                    : schema("array").add("items", of(last)).build();
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            JsonArrayBuilder names = Json.createArrayBuilder();
            Arrays.stream(raw.getEnumConstants())
                    .map(c -> EnumCodec.write((Enum<?>) c))
                    .forEach(names::add);
            return schema("string").add("enum", names).build();
        }
        if (raw.isRecord() && !isValue(raw)) {
            String name = raw.getSimpleName();
            if (!definitions.containsKey(name)) {
                definitions.put(name, JsonObject.EMPTY_JSON_OBJECT); // Records may contain themselves.
                definitions.put(name, object(properties(raw), required(raw)));
            }
            return reference(name);
        }
        return simple(raw).build();
    }

    static JsonObject reference(String definition) {
        return Json.createObjectBuilder()
                .add("$ref", "#/definitions/" + definition)
                .build();
    }

    /** Records with one component {@code value} are written as that value. */
    private static boolean isValue(Class<?> raw) {
        return raw.getRecordComponents().length == 1
                && raw.getRecordComponents()[0].getName().equals("value");
    }

    private static JsonObjectBuilder simple(Class<?> raw) {
        if (raw == boolean.class) {
            return schema("boolean");
        }
        if (raw == int.class || raw == long.class || raw == Integer.class) {
            return schema("integer");
        }
        if (raw == Instant.class) {
            return schema("string").add("format", "date-time");
        }
        if (raw == JsonObject.class) {
            return schema("object");
        }
        if (raw == String.class
                || raw == BigDecimal.class
                || raw == Duration.class
                || raw == URI.class
                || raw.isRecord()) {
            return schema("string");
        }
        throw new IllegalArgumentException("no schema for " + raw);
    }

    static JsonObjectBuilder schema(String type) {
        return Json.createObjectBuilder().add("type", type);
    }

    static JsonObjectBuilder fields(Object... namesAndSchemas) {
        JsonObjectBuilder fields = Json.createObjectBuilder();
        for (int i = 0; i < namesAndSchemas.length; i += 2) {
            fields.add((String) namesAndSchemas[i], (JsonObject) namesAndSchemas[i + 1]);
        }
        return fields;
    }

    static JsonObject list(JsonObject items) {
        return schema("array").add("items", items).build();
    }

    static JsonObject constant(String value) {
        return Json.createObjectBuilder().add("const", value).build();
    }

    static JsonObject values(List<String> values) {
        return schema("string").add("enum", array(values)).build();
    }

    static JsonArray array(List<String> values) {
        return Json.createArrayBuilder(values).build();
    }

    static JsonObjectBuilder oneOf(Map<String, JsonObject> messages) {
        JsonArrayBuilder references = Json.createArrayBuilder();
        messages.keySet().forEach(name -> references.add(reference(name)));
        return Json.createObjectBuilder().add("oneOf", references);
    }

    static List<String> with(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).toList();
    }
}
