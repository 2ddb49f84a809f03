package dev.codeagent.providers.catalog;

import dev.codeagent.api.text.SpellingSuggestion;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Names of models as providers write them. The same model has several: with a vendor ({@code anthropic/claude-…}), a
 * date ({@code …-20260101}), a tag ({@code …:free}), a point for a hyphen.
 */
final class ModelName {
    private static final Pattern VENDOR_PATH = Pattern.compile("^.*/");
    private static final Pattern REGION_AND_VENDOR = Pattern.compile("^(?:[a-z]+\\.(?=[a-z]))++");
    private static final Pattern TAG = Pattern.compile(":[^/:]*$");
    private static final Pattern REVISION = Pattern.compile("-v\\d+$");
    private static final Pattern DATE = Pattern.compile("[-@](\\d{8}|\\d{4}-\\d{2}-\\d{2})$");
    private static final Pattern LATEST = Pattern.compile("[-@](latest|default)$");
    private static final int MAX_DISTANCE = 3;

    private ModelName() {}

    /** The part of the name that all spellings of a model have in common. */
    static String canonical(String id) {
        String name = id.toLowerCase(Locale.ROOT);
        for (Pattern part : List.of(VENDOR_PATH, TAG, REGION_AND_VENDOR, REVISION, DATE, LATEST)) {
            name = part.matcher(name).replaceFirst("");
        }
        return name.replace('.', '-');
    }

    /** The names that are most similar to a misspelled one, at most {@code max}. */
    static List<String> nearest(String wanted, Set<String> names, int max) {
        String canonical = canonical(wanted);
        return new TreeSet<>(names)
                .stream()
                        .filter(name -> isSimilar(canonical, canonical(name)))
                        .sorted(Comparator.comparingInt(
                                name -> SpellingSuggestion.distance(canonical, canonical(name))))
                        .limit(max)
                        .toList();
    }

    private static boolean isSimilar(String wanted, String name) {
        return name.contains(wanted)
                || wanted.contains(name)
                || SpellingSuggestion.distance(wanted, name) <= Math.max(MAX_DISTANCE, wanted.length() / 3);
    }
}
