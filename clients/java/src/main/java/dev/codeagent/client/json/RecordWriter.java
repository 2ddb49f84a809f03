package dev.codeagent.client.json;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes records as JSON objects. Empty optional values are left out. */
public final class RecordWriter {
    private RecordWriter() {}

    public static JsonObject write(Record value) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object field = read(component, value);
            if (field instanceof Optional<?> optional) {
                optional.ifPresent(present -> json.add(component.getName(), toJson(present)));
            } else {
                json.add(component.getName(), toJson(field));
            }
        }
        return json.build();
    }

    private static JsonValue toJson(Object value) {
        if (value instanceof JsonValue json) {
            return json;
        }
        if (value instanceof Record nested) {
            return write(nested);
        }
        if (value instanceof List<?> list) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            list.forEach(item -> array.add(toJson(item)));
            return array.build();
        }
        if (value instanceof Map<?, ?> map) {
            JsonObjectBuilder object = Json.createObjectBuilder();
            map.forEach((name, item) -> object.add((String) name, toJson(item)));
            return object.build();
        }
        if (value instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof Integer || value instanceof Long) {
            return Json.createValue(((Number) value).longValue());
        }
        if (value instanceof Enum<?> constant) {
            return Json.createValue(RecordReader.wireName(constant));
        }
        if (value instanceof BigDecimal number) {
            return Json.createValue(number.toPlainString());
        }
        if (value instanceof String || value instanceof Instant) {
            return Json.createValue(value.toString());
        }
        throw new IllegalArgumentException(value.getClass() + " is not written as JSON");
    }

    private static Object read(RecordComponent component, Record value) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
