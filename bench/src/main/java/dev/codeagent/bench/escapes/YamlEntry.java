package dev.codeagent.bench.escapes;

import dev.codeagent.bench.harness.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping in a YAML file of cases, with errors that name the file and the case. */
record YamlEntry(String location, Map<?, ?> values) {

    YamlEntry(String location, @Nullable Object value) {
        this(location, requireMapping(location, value));
    }

    private static Map<?, ?> requireMapping(String location, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new UsageException(location + ": expected a mapping, not " + value);
    }

    UsageException usageError(String what) {
        Object id = values.get("id");
        return new UsageException(location + (id == null ? "" : ", case " + id) + ": " + what);
    }

    void allowOnly(String... keys) {
        values.keySet().stream()
                .filter(k -> !Set.of(keys).contains(k))
                .findFirst()
                .ifPresent(k -> {
                    throw usageError("unknown key '" + k + "'; use " + String.join(", ", keys));
                });
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String text(String key) {
        if (!has(key)) {
            throw usageError("'" + key + "' is missing");
        }
        return String.valueOf(values.get(key));
    }

    String text(String key, String defaultValue) {
        return has(key) ? text(key) : defaultValue;
    }

    int number(String key, int defaultValue) {
        return switch (values.get(key)) {
            case null -> defaultValue;
            case Integer n -> n;
            case Object other -> throw usageError("'" + key + "' must be a whole number, not " + other);
        };
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(values.get(key));
    }

    List<?> list(String key) {
        return switch (values.get(key)) {
            case null -> List.of();
            case List<?> list -> list;
            case Object one -> List.of(one);
        };
    }

    YamlEntry nestedEntry(String key) {
        return new YamlEntry(location + ", " + key, values.get(key));
    }

    /** Returns this entry with the file's defaults for missing keys. */
    YamlEntry withDefaults(YamlEntry defaults) {
        var all = new LinkedHashMap<Object, Object>(defaults.values());
        all.putAll(values);
        return new YamlEntry(location, all);
    }
}
