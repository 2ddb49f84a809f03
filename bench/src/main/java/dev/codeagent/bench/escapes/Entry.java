package dev.codeagent.bench.escapes;

import dev.codeagent.bench.rig.WrongUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A mapping of a file of cases, with errors that name the place. */
record Entry(String place, Map<?, ?> values) {

    Entry(String place, Object value) {
        this(place, map(place, value));
    }

    private static Map<?, ?> map(String place, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new WrongUse(place + " must be a mapping, was " + value);
    }

    WrongUse wrong(String what) {
        Object id = values.get("id");
        return new WrongUse(place + (id == null ? "" : ", case " + id) + ": " + what);
    }

    void allow(String... keys) {
        values.keySet().stream()
                .filter(k -> !Set.of(keys).contains(k))
                .findFirst()
                .ifPresent(k -> {
                    throw wrong("'" + k + "' is not known; there are " + String.join(", ", keys));
                });
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    String text(String key) {
        if (!has(key)) {
            throw wrong("'" + key + "' is missing");
        }
        return String.valueOf(values.get(key));
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    int number(String key, int otherwise) {
        return switch (values.get(key)) {
            case null -> otherwise;
            case Integer n -> n;
            case Object other -> throw wrong("'" + key + "' must be a whole number, was " + other);
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

    Entry inner(String key) {
        return new Entry(place + ", " + key, values.get(key));
    }

    /** With what a file says for all of its cases, where this one says nothing. */
    Entry under(Entry defaults) {
        var all = new LinkedHashMap<Object, Object>(defaults.values());
        all.putAll(values);
        return new Entry(place, all);
    }
}
