package dev.codeagent.api.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Suggests the most similar word for a misspelled one. */
public final class SpellingSuggestion {
    /** Nobody misspells a longer word, and a word of another party may be of any length. */
    private static final int MAX_LENGTH = 200;

    private SpellingSuggestion() {}

    /** {@code " (did you mean 'x'?)"}, or an empty text if no word is similar. */
    public static String didYouMean(String input, Collection<String> candidates) {
        return findClosest(input, candidates)
                .map(closest -> " (did you mean '" + closest + "'?)")
                .orElse("");
    }

    /** The most similar word; empty if none is similar. */
    public static Optional<String> findClosest(String input, Collection<String> candidates) {
        return findSimilar(input, candidates).stream().findFirst();
    }

    /** The similar words, the most similar first. */
    public static List<String> findSimilar(String input, Collection<String> candidates) {
        if (input.length() > MAX_LENGTH) {
            return List.of();
        }
        return candidates.stream()
                .filter(k -> isSimilar(lowerCase(withoutSlash(input)), lowerCase(withoutSlash(k))))
                .sorted(Comparator.<String>comparingInt(k -> distance(lowerCase(input), lowerCase(k)))
                        .thenComparingInt(k -> distance(input, k)))
                .toList();
    }

    /** If all letters differ, nothing is similar. */
    private static boolean isSimilar(String input, String candidate) {
        int distance = distance(input, candidate);
        return distance <= Math.max(2, input.length() / 3) && distance < input.length();
    }

    private static String lowerCase(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private static String withoutSlash(String input) {
        return input.startsWith("/") ? input.substring(1) : input;
    }

    /** Levenshtein distance: the number of letters to insert, delete or replace. */
    public static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
