package dev.codeagent.cli.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that somebody may have meant. */
public final class Nearest {
    private Nearest() {}

    /** {@code "; did you mean 'x'?"}, or nothing where no word is near. */
    public static String hint(String word, Collection<String> known) {
        return find(word, known).map(near -> "; did you mean '" + near + "'?").orElse("");
    }

    public static Optional<String> find(String word, Collection<String> known) {
        return known.stream()
                .filter(k ->
                        distance(bare(word), bare(k)) <= Math.max(2, bare(word).length() / 3))
                .min(Comparator.comparingInt(k -> distance(word, k)));
    }

    private static String bare(String word) {
        return word.startsWith("/") ? word.substring(1) : word;
    }

    /** Levenshtein's: how many letters to insert, delete or replace. */
    private static int distance(String a, String b) {
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
