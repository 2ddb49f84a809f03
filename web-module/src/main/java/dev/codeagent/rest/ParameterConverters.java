package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.EnumCodec;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters of paths, queries and headers as values: numbers within the limits of their {@link Schema}, truth
 * values, constants of enums, days, and ids. A value that is not valid is answered with the name of its parameter.
 */
@Provider
public class ParameterConverters implements ParamConverterProvider {

    @Override
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        Function<String, Object> parser = parser(type, annotations);
        if (parser == null) {
            return null;
        }
        String name = name(annotations);
        return new ParamConverter<>() {
            @Override
            @SuppressWarnings("unchecked")
            public @Nullable T fromString(@Nullable String text) {
                return text == null ? null : (T) AgentException.readField(name, () -> parser.apply(text));
            }

            @Override
            public String toString(T value) {
                return value instanceof Enum<?> constant ? EnumCodec.write(constant) : String.valueOf(value);
            }
        };
    }

    private static @Nullable Function<String, Object> parser(Class<?> type, Annotation[] annotations) {
        String name = name(annotations);
        if (type == int.class) {
            return text -> (int) number(name, text, annotations, Integer.MAX_VALUE);
        } else if (type == long.class) {
            return text -> number(name, text, annotations, Long.MAX_VALUE);
        } else if (type == boolean.class) {
            return text -> truth(name, text);
        } else if (type == LocalDate.class) {
            return text -> day(name, text);
        } else if (type.isEnum()) {
            return text -> constant(name, text, type);
        }
        return type.isRecord() ? id(type) : null;
    }

    private static String name(Annotation[] annotations) {
        return Arrays.stream(annotations)
                .map(a -> a instanceof QueryParam query
                        ? query.value()
                        : a instanceof PathParam path
                                ? path.value()
                                : a instanceof HeaderParam header ? header.value() : "")
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static long number(String name, String text, Annotation[] annotations, long max) {
        long low = Long.MIN_VALUE;
        long high = max;
        for (Annotation annotation : annotations) {
            if (annotation instanceof Schema schema) {
                low = schema.minimum().isEmpty() ? low : Long.parseLong(schema.minimum());
                high = schema.maximum().isEmpty() ? high : Long.parseLong(schema.maximum());
            }
        }
        return number(name, text, low, high);
    }

    static long number(String name, String text, long low, long high) {
        try {
            long n = Long.parseLong(text.strip());
            if (n >= low && n <= high) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        throw AgentException.invalidValue(
                "'" + name + "' is '" + text + "'; it must be a number from " + low + " to " + high);
    }

    private static boolean truth(String name, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw AgentException.invalidValue("parameter '" + name + "' is '" + text + "'; use true or false");
        }
        return text.equals("true");
    }

    private static LocalDate day(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw AgentException.invalidValue(
                    "parameter '" + name + "' is '" + text + "'; write a day such as 2026-11-29");
        }
    }

    /** Only the exact name of a constant, without the fallback that {@link EnumCodec#read} has for stored values. */
    static <E> E constant(String name, String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> EnumCodec.write((Enum<?>) c).equals(text))
                .findFirst()
                .orElseThrow(() -> AgentException.invalidValue("parameter '" + name + "' is '" + text + "'; use "
                        + Arrays.stream(type.getEnumConstants())
                                .map(c -> EnumCodec.write((Enum<?>) c))
                                .collect(Collectors.joining(", "))));
    }

    private static Function<String, Object> id(Class<?> type) {
        try {
            Constructor<?> constructor = type.getConstructor(String.class);
            return text -> {
                try {
                    return constructor.newInstance(text);
                } catch (InvocationTargetException e) {
                    throw e.getCause() instanceof AgentException known ? known : new IllegalStateException(e);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " is not an id: it has no constructor with a text", e);
        }
    }
}
