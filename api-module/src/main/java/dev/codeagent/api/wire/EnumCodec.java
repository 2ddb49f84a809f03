package dev.codeagent.api.wire;

import dev.codeagent.api.run.FallbackValue;
import java.util.Arrays;
import java.util.Locale;

/** The names of enum constants in JSON and in the database: lower case with hyphens, for example applied-part. */
public final class EnumCodec {
    private EnumCodec() {}

    public static String write(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a name; one that is not known is the {@link FallbackValue} of the enum. An enum with a fallback accepts only
     * exact names: a text that is merely similar is not known.
     *
     * @throws IllegalArgumentException if the name is not known and the enum has no fallback
     */
    public static <E extends Enum<E>> E read(String name, Class<E> type) {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> write(constant).equals(name))
                .findFirst()
                .or(() -> Arrays.stream(constants).filter(EnumCodec::isFallback).findFirst())
                .orElseGet(() -> Enum.valueOf(type, name.toUpperCase(Locale.ROOT)));
    }

    private static boolean isFallback(Enum<?> constant) {
        try {
            return constant.getDeclaringClass().getField(constant.name()).isAnnotationPresent(FallbackValue.class);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("no field of constant " + constant, e);
        }
    }
}
