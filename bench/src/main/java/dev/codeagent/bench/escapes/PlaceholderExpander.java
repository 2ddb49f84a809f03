package dev.codeagent.bench.escapes;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${name}} with its value; unknown names remain for the shell. */
record PlaceholderExpander(Map<String, String> values) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-zA-Z]+)}");
    private static final int MAX_DEPTH = 3;

    PlaceholderExpander {
        values = Map.copyOf(values);
    }

    PlaceholderExpander with(Map<String, String> more) {
        var all = new HashMap<>(values);
        all.putAll(more);
        return new PlaceholderExpander(all);
    }

    /** Expands placeholders in values too, up to three levels. */
    String expand(String text) {
        String result = text;
        for (int i = 0; i < MAX_DEPTH; i++) {
            result = expandOnce(result);
        }
        return result;
    }

    private String expandOnce(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), m.group())));
    }
}
