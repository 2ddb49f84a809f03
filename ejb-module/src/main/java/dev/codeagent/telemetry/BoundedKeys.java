package dev.codeagent.telemetry;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds the number of keys of a kind: the first ones are kept, all later ones are counted together. So names that
 * models, projects or clients invent fill neither the memory of the server nor that of a scraper.
 *
 * @param <K> a key
 */
final class BoundedKeys<K> {
    private static final int MAX_NAME = 120;

    private final int max;
    private final K other;
    private final ConcurrentHashMap<K, Boolean> known = new ConcurrentHashMap<>();

    /** @param other stands for all keys beyond the first {@code max} */
    BoundedKeys(int max, K other) {
        this.max = max;
        this.other = other;
    }

    K limit(K key) {
        if (known.containsKey(key)) {
            return key;
        }
        synchronized (known) {
            if (known.size() >= max && !known.containsKey(key)) {
                return other;
            }
            known.put(key, true);
            return key;
        }
    }

    /** The name without control characters, line ends and halves of characters, and not longer than a label should be. */
    static String name(String text) {
        String shortened = text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
        var clean = new StringBuilder();
        shortened
                .codePoints()
                .map(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> '_';
                    default -> c;
                })
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
