package dev.codeagent.bench.escapes;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values in the place of {@code ${name}}; names that it does not know are the shell's. */
record Words(Map<String, String> values) {
    private static final Pattern NAME = Pattern.compile("\\$\\{([a-zA-Z]+)}");
    private static final int DEPTH = 3;

    Words {
        values = Map.copyOf(values);
    }

    Words with(Map<String, String> more) {
        var all = new HashMap<>(values);
        all.putAll(more);
        return new Words(all);
    }

    /** Values may hold names, too. */
    String in(String text) {
        String result = text;
        for (int i = 0; i < DEPTH; i++) {
            result = once(result);
        }
        return result;
    }

    private String once(String text) {
        return NAME.matcher(text).replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), m.group())));
    }
}
