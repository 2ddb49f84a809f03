package dev.codeagent.client.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of any server version: unknown fields are ignored, and a missing field is empty, 0 or false. A name of an
 * enumeration that this client does not know is read as its constant {@code UNKNOWN}.
 */
public final class RecordReader {
    private RecordReader() {}

    /**
     * @throws JsonException if a value has another type than the component of the record; the message names the field
     */
    public static <T> T read(JsonValue json, Class<T> type) {
        return type.cast(read(json, type, "the answer"));
    }

    /** The same for a type with parameters, such as a list of records. */
    public static Object read(JsonValue json, Type type) {
        return read(json, type, "the answer");
    }

    private static Object read(@Nullable JsonValue json, Type type, String place) {
        boolean absent = json == null || json == JsonValue.NULL;
        if (type instanceof ParameterizedType generic) {
            return readGeneric(absent ? null : json, generic, place);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return readRecord(absent ? JsonValue.EMPTY_JSON_OBJECT : json, plain, place);
        }
        if (plain.isEnum()) {
            return readConstant(absent ? "" : text(json, place), plain);
        }
        return readScalar(absent ? null : json, plain, place);
    }

    private static Object readGeneric(@Nullable JsonValue json, ParameterizedType type, String place) {
        Type[] arguments = type.getActualTypeArguments();
        Class<?> raw = (Class<?>) type.getRawType();
        if (raw == Optional.class) {
            return json == null ? Optional.empty() : Optional.of(read(json, arguments[0], place));
        }
        if (raw == List.class) {
            var list = new ArrayList<Object>();
            if (json != null) {
                cast(json, JsonArray.class, "an array", place)
                        .forEach(item -> list.add(read(item, arguments[0], place + "[" + list.size() + "]")));
            }
            return List.copyOf(list);
        }
        if (raw == Map.class) {
            var map = new LinkedHashMap<String, Object>();
            if (json != null) {
                cast(json, JsonObject.class, "an object", place)
                        .forEach((name, value) -> map.put(name, read(value, arguments[1], place + "." + name)));
            }
            return map;
        }
        throw new IllegalArgumentException(type + " is not read from JSON");
    }

    private static Object readScalar(@Nullable JsonValue json, Class<?> type, String place) {
        if (type == String.class) {
            return json == null ? "" : text(json, place);
        }
        if (type == boolean.class) {
            if (json != null && json != JsonValue.TRUE && json != JsonValue.FALSE) {
                throw wrong(json, "true or false", place);
            }
            return json == JsonValue.TRUE;
        }
        if (type == int.class || type == Integer.class) {
            return json == null
                    ? 0
                    : cast(json, JsonNumber.class, "a number", place).intValue();
        }
        if (type == long.class) {
            return json == null
                    ? 0L
                    : cast(json, JsonNumber.class, "a number", place).longValue();
        }
        if (type == BigDecimal.class) {
            return json == null ? BigDecimal.ZERO : decimal(json, place);
        }
        if (type == Instant.class) {
            return json == null ? Instant.EPOCH : time(json, place);
        }
        if (type == JsonObject.class) {
            return json == null ? JsonValue.EMPTY_JSON_OBJECT : cast(json, JsonObject.class, "an object", place);
        }
        throw new IllegalArgumentException(type + " is not read from JSON");
    }

    private static Object readRecord(@Nullable JsonValue json, Class<?> type, String place) {
        JsonObject object = cast(json, JsonObject.class, "an object", place);
        RecordComponent[] components = type.getRecordComponents();
        var values = new Object[components.length];
        var types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            types[i] = components[i].getType();
            values[i] = read(object.get(name), components[i].getGenericType(), place + "." + name);
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new JsonException(place + ": " + e.getTargetException().getMessage(), e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object readConstant(String name, Class<?> type) {
        Object[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> wireName((Enum<?>) constant).equals(name))
                .findFirst()
                .or(() -> Arrays.stream(constants)
                        .filter(constant -> ((Enum<?>) constant).name().equals("UNKNOWN"))
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException(type + " has no constant UNKNOWN"));
    }

    /** The name of a constant in JSON: {@code NOT_GREEN} is {@code not-green}. */
    static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(@Nullable JsonValue json, String place) {
        return cast(json, JsonString.class, "a string", place).getString();
    }

    /** The server writes decimal numbers as strings, because JSON numbers are read as binary fractions. */
    private static BigDecimal decimal(JsonValue json, String place) {
        try {
            return json instanceof JsonNumber number ? number.bigDecimalValue() : new BigDecimal(text(json, place));
        } catch (NumberFormatException e) {
            throw wrong(json, "a decimal number", place);
        }
    }

    private static Instant time(JsonValue json, String place) {
        try {
            return Instant.parse(text(json, place));
        } catch (DateTimeException e) {
            throw wrong(json, "a time of ISO 8601", place);
        }
    }

    private static <T extends JsonValue> T cast(
            @Nullable JsonValue json, Class<T> type, String expected, String place) {
        if (!type.isInstance(json)) {
            throw wrong(json, expected, place);
        }
        return type.cast(json);
    }

    private static JsonException wrong(@Nullable JsonValue json, String expected, String place) {
        return new JsonException(place + " must be " + expected + ", but is "
                + (json == null ? "missing" : json.getValueType().name().toLowerCase(Locale.ROOT)));
    }
}
