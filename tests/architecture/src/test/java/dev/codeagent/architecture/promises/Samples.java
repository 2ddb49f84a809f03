package dev.codeagent.architecture.promises;

import dev.codeagent.api.wire.EnumCodec;
import jakarta.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Creates a value of any API type without empty parts, so that its JSON contains all fields. */
final class Samples {
    /** Some records accept only strings of a certain format. */
    private static final List<String> TEXTS = List.of("x", "", "/x", "1", "x/y", "x".repeat(43));

    private final Set<String> enumerations = new TreeSet<>();
    private String text = "x";

    /** The constants of all enums that occurred so far, in their wire format. */
    Set<String> enumerations() {
        return enumerations;
    }

    Object of(Type type) {
        if (type instanceof ParameterizedType p) {
            Object first = of(p.getActualTypeArguments()[p.getActualTypeArguments().length - 1]);
            return p.getRawType() == Optional.class
                    ? Optional.of(first)
                    : p.getRawType() == Map.class
                            ? Map.of(Step.ANY, first)
                            : p.getRawType() == Set.class ? Set.of(first) : List.of(first);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return record(raw);
        }
        if (raw.isEnum()) {
            enumerations.add(String.join(
                    " ",
                    Arrays.stream(raw.getEnumConstants())
                            .map(c -> EnumCodec.write((Enum<?>) c))
                            .sorted()
                            .toList()));
            return raw.getEnumConstants()[0];
        }
        return raw.isSealed() ? of(raw.getPermittedSubclasses()[0]) : simple(raw);
    }

    private Object simple(Class<?> raw) {
        Object value = Map.<Class<?>, Object>ofEntries(
                        Map.entry(String.class, text),
                        Map.entry(int.class, 1),
                        Map.entry(Integer.class, 1),
                        Map.entry(long.class, 1L),
                        Map.entry(Long.class, 1L),
                        Map.entry(LocalDate.class, LocalDate.EPOCH),
                        Map.entry(boolean.class, true),
                        Map.entry(Instant.class, Instant.EPOCH),
                        Map.entry(Duration.class, Duration.ofSeconds(1)),
                        Map.entry(URI.class, URI.create("http://localhost")),
                        Map.entry(BigDecimal.class, BigDecimal.ONE),
                        Map.entry(JsonObject.class, JsonObject.EMPTY_JSON_OBJECT))
                .get(raw);
        if (value == null) {
            throw new IllegalStateException("no sample of " + raw + "; add one to this class");
        }
        return value;
    }

    private Object record(Class<?> type) {
        String before = text;
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            for (String candidate : TEXTS) {
                text = candidate;
                Object[] values = Arrays.stream(type.getRecordComponents())
                        .map(c -> of(c.getGenericType()))
                        .toArray();
                try {
                    return constructor.newInstance(values);
                } catch (InvocationTargetException e) {
                    // The record may accept the next string.
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            text = before;
        }
        throw new IllegalStateException("no sample of " + type + ": add a string that it accepts to TEXTS");
    }
}
