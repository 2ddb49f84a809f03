package dev.codeagent.fakemodel.script;

import java.util.Random;

/** Generates text of any length with characters of one to four bytes; the same seed gives the same text. */
public final class GeneratedText {
    private static final String[] WORDS = {
        "the", "parser", "reads", "a", "field", "and", "keeps", "its", "größe", "naïve", "cache", "returns", "early",
        "when", "日本語", "no", "input", "is", "left", "🙂", "so", "tests", "stay", "green", "–", "always"
    };

    private GeneratedText() {}

    /**
     * @param chars the length in UTF-16 code units
     */
    public static String of(int chars, long seed) {
        var random = new Random(seed);
        var text = new StringBuilder(chars + 16);
        while (text.length() < chars) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(12) == 0 ? ".\n" : " ");
        }
        text.setLength(chars);
        if (chars > 0 && Character.isHighSurrogate(text.charAt(chars - 1))) {
            text.setCharAt(chars - 1, '.');
        }
        return text.toString();
    }
}
