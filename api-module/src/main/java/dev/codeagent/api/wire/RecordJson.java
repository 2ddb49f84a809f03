package dev.codeagent.api.wire;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON objects and reads them back. Components become fields of the same name, in order; enum
 * constants are written as {@link EnumCodec} names them; records with one component (ids) are written as that
 * component's value. Missing fields are read as empty, false or 0. Unknown fields are ignored, so either side may be
 * newer; an unknown value of an enum is read as its fallback, if it has one.
 */
public final class RecordJson {
    private static final int MAX_DECIMAL_LENGTH = 100;

    private RecordJson() {}

    public static JsonObjectBuilder write(Record value) {
        return addTo(Json.createObjectBuilder(), value);
    }

    /** Adds the record's fields to an object that may already have fields. */
    public static JsonObjectBuilder addTo(JsonObjectBuilder object, Record value) {
        for (RecordComponent c : value.getClass().getRecordComponents()) {
            Object field = get(c, value);
            if (!(field instanceof Optional<?> o && o.isEmpty())) {
                object.add(c.getName(), toJson(field instanceof Optional<?> o ? o.get() : field));
            }
        }
        return object;
    }

    /**
     * Reads a record.
     *
     * @throws AgentException MALFORMED_MESSAGE if a field has the wrong type; it names the field
     */
    public static <T extends Record> T read(JsonObject json, Class<T> type) {
        return read("", json, type);
    }

    private static <T extends Record> T read(String path, JsonObject json, Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = fromJson(
                    path + components[i].getName(),
                    json.getOrDefault(components[i].getName(), JsonValue.NULL),
                    components[i].getGenericType());
        }
        try {
            return type.getConstructor(types).newInstance(arguments);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a public record: " + type, e);
        }
    }

    private static Object get(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a public record: " + value.getClass(), e);
        }
    }

    private static JsonValue toJson(Object value) {
        return switch (value) {
            case JsonValue j -> j;
            case String s -> Json.createValue(s);
            case Boolean b -> b ? JsonValue.TRUE : JsonValue.FALSE;
            case Integer i -> Json.createValue(i);
            case Long l -> Json.createValue(l);
            case BigDecimal d -> Json.createValue(d.toPlainString());
            case Enum<?> e -> Json.createValue(EnumCodec.write(e));
            case Instant i -> Json.createValue(i.toString());
            case LocalDate d -> Json.createValue(d.toString());
            case Duration d -> Json.createValue(DurationFormat.format(d));
            case URI u -> Json.createValue(u.toString());
            case List<?> list -> {
                JsonArrayBuilder array = Json.createArrayBuilder();
                list.forEach(item -> array.add(toJson(item)));
                yield array.build();
            }
            case Map<?, ?> map -> {
                JsonObjectBuilder object = Json.createObjectBuilder();
                map.entrySet().stream()
                        .sorted(java.util.Comparator.comparing(e -> e.getKey().toString()))
                        .forEach(e -> object.add(e.getKey().toString(), toJson(e.getValue())));
                yield object.build();
            }
            case Record r
            when r.getClass().getRecordComponents().length == 1
                    && r.getClass().getRecordComponents()[0].getName().equals("value") ->
                Json.createValue(r.toString());
            case Record r -> write(r).build();
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object fromJson(String name, JsonValue value, Type type) {
        boolean absent = value.getValueType() == JsonValue.ValueType.NULL;
        if (type instanceof ParameterizedType p) {
            return fromParameterized(name, absent ? null : value, p);
        }
        Class<?> raw = (Class<?>) type;
        if (raw == int.class || raw == long.class || raw == Integer.class) {
            return number(name, absent, value, raw == Integer.class ? int.class : raw);
        }
        if (raw == boolean.class) {
            return !absent
                    && expect(name, value, "true or false", JsonValue.ValueType.TRUE, JsonValue.ValueType.FALSE)
                            == JsonValue.TRUE;
        }
        if (raw == JsonObject.class) {
            return absent
                    ? JsonValue.EMPTY_JSON_OBJECT
                    : expect(name, value, "an object", JsonValue.ValueType.OBJECT)
                            .asJsonObject();
        }
        if (raw.isRecord() && !(raw.getRecordComponents().length == 1)) {
            JsonObject object = absent
                    ? JsonValue.EMPTY_JSON_OBJECT
                    : expect(name, value, "an object", JsonValue.ValueType.OBJECT)
                            .asJsonObject();
            return AgentException.readField(name, () -> read(name + ".", object, (Class<? extends Record>) raw));
        }
        String text =
                absent ? "" : ((JsonString) expect(name, value, "a string", JsonValue.ValueType.STRING)).getString();
        return AgentException.readField(name, () -> fromText(name, text, raw));
    }

    private static <E extends Enum<E>> E constant(String name, String text, Class<E> type) {
        try {
            return EnumCodec.read(text, type);
        } catch (IllegalArgumentException e) {
            String names =
                    Arrays.stream(type.getEnumConstants()).map(EnumCodec::write).collect(Collectors.joining(", "));
            throw malformed(name, "'" + text + "' is not one of its values; use " + names);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object fromText(String name, String text, Class<?> raw) {
        try {
            if (raw == String.class) {
                return text;
            } else if (raw.isEnum()) {
                return constant(name, text, (Class) raw);
            } else if (raw == Instant.class) {
                return Instant.parse(text);
            } else if (raw == LocalDate.class) {
                return LocalDate.parse(text);
            } else if (raw == Duration.class) {
                return DurationFormat.parse(name, text);
            } else if (raw == URI.class) {
                return new URI(text);
            } else if (raw == BigDecimal.class) {
                return decimal(name, text);
            } else if (raw.isRecord()) {
                return raw.getConstructor(String.class).newInstance(text);
            }
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (IllegalArgumentException
                | java.time.DateTimeException
                | java.net.URISyntaxException
                | ReflectiveOperationException e) {
            // A URL may contain a password.
            String shown = raw == URI.class ? "the text" : "'" + text + "'";
            throw malformed(
                    name,
                    shown + " is not "
                            + (raw == BigDecimal.class
                                    ? "a decimal number; write for example \"5.00\""
                                    : "a valid " + raw.getSimpleName()));
        }
        throw new IllegalArgumentException("no JSON for " + raw);
    }

    /** Written in full, 1e999999999 would have a billion digits. */
    private static BigDecimal decimal(String name, String text) {
        if (text.length() <= MAX_DECIMAL_LENGTH) {
            var number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) <= MAX_DECIMAL_LENGTH) {
                return number;
            }
        }
        throw malformed(name, "must be a number of at most " + MAX_DECIMAL_LENGTH + " digits");
    }

    private static Object number(String name, boolean absent, JsonValue value, Class<?> raw) {
        if (absent) {
            return raw == int.class ? (Object) 0 : (Object) 0L;
        }
        try {
            long n = ((JsonNumber) expect(name, value, "a number", JsonValue.ValueType.NUMBER)).longValueExact();
            return raw == int.class ? (Object) Math.toIntExact(n) : (Object) n;
        } catch (ArithmeticException e) {
            throw malformed(name, "must be a whole number in range, was " + value);
        }
    }

    private static Object fromParameterized(String name, @Nullable JsonValue value, ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return value == null ? Optional.empty() : Optional.of(fromJson(name, value, arguments[0]));
        }
        if (type.getRawType() == List.class) {
            var list = new ArrayList<>();
            if (value != null) {
                JsonArray array = expect(name, value, "an array", JsonValue.ValueType.ARRAY)
                        .asJsonArray();
                for (int i = 0; i < array.size(); i++) {
                    list.add(fromJson(name + "[" + i + "]", array.get(i), arguments[0]));
                }
            }
            return list;
        }
        var map = new LinkedHashMap<String, Object>();
        if (value != null) {
            expect(name, value, "an object", JsonValue.ValueType.OBJECT)
                    .asJsonObject()
                    .forEach((k, v) -> map.put(k, fromJson(name + "." + k, v, arguments[1])));
        }
        return map;
    }

    private static JsonValue expect(String name, JsonValue value, String what, JsonValue.ValueType... types) {
        for (JsonValue.ValueType t : types) {
            if (value.getValueType() == t) {
                return value;
            }
        }
        throw malformed(
                name, "must be " + what + ", was " + value.getValueType().name().toLowerCase(Locale.ROOT));
    }

    private static AgentException malformed(String name, String problem) {
        return new AgentException(ErrorCode.MALFORMED_MESSAGE, "field '" + name + "': " + problem).inField(name);
    }
}
