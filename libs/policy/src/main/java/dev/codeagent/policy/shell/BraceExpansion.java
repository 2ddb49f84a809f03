package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.WordBuilder.WordChar;
import java.util.ArrayList;
import java.util.List;

/** Brace expansion as in bash: {@code a{b,c}} becomes {@code ab ac}. */
final class BraceExpansion {
    private static final int MAX_WORDS = 512;
    private static final int MAX_BRACES = 50;
    /** Of all words together. */
    private static final int MAX_CHARS = 50_000;

    private BraceExpansion() {}

    /** Returns the words of the expansion; too many are replaced by one word that matches anything. */
    static List<ShellWord> expand(WordBuilder word) {
        long braces = word.chars().stream().filter(c -> c.isUnquoted('{')).count();
        if (braces == 0) {
            return List.of(word.toWord());
        }
        if (braces > MAX_BRACES) {
            return List.of(new ShellWord(String.valueOf(ShellWord.ANY_WORDS), false));
        }
        List<List<WordChar>> expanded = expand(word.chars(), 0);
        if (expanded.size() > MAX_WORDS
                || expanded.size() > 1
                        && expanded.stream().mapToLong(List::size).sum() > MAX_CHARS) {
            return List.of(new ShellWord(String.valueOf(ShellWord.ANY_WORDS), false));
        }
        boolean one = expanded.size() == 1 && expanded.getFirst().equals(word.chars());
        return expanded.stream()
                .map(chars -> word.withChars(chars, one).toWord())
                .toList();
    }

    private static List<List<WordChar>> expand(List<WordChar> chars, int from) {
        for (int open = from; open < chars.size(); open++) {
            if (chars.get(open).isUnquoted('{')) {
                int close = findClosingBrace(chars, open);
                List<List<WordChar>> parts = close < 0 ? List.of() : alternatives(chars.subList(open + 1, close));
                if (!parts.isEmpty()) {
                    return combine(chars, open, close, parts);
                }
            }
        }
        return List.of(chars);
    }

    private static List<List<WordChar>> combine(List<WordChar> chars, int open, int close, List<List<WordChar>> parts) {
        var all = new ArrayList<List<WordChar>>();
        int length = 0;
        List<List<WordChar>> rests = expand(chars.subList(close + 1, chars.size()), 0);
        for (List<WordChar> part : parts) {
            for (List<WordChar> inner : expand(part, 0)) {
                for (List<WordChar> rest : rests) {
                    var one = new ArrayList<>(chars.subList(0, open));
                    one.addAll(inner);
                    one.addAll(rest);
                    all.add(one);
                    length += one.size();
                    if (all.size() > MAX_WORDS || all.size() > 1 && length > MAX_CHARS) {
                        return all;
                    }
                }
            }
        }
        return all;
    }

    private static int findClosingBrace(List<WordChar> chars, int open) {
        int depth = 0;
        for (int i = open; i < chars.size(); i++) {
            if (chars.get(i).isUnquoted('{')) {
                depth++;
            } else if (chars.get(i).isUnquoted('}') && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns the alternatives between two braces; none if the braces contain neither a list nor a range and are
     * therefore text.
     */
    private static List<List<WordChar>> alternatives(List<WordChar> inside) {
        var parts = new ArrayList<List<WordChar>>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < inside.size(); i++) {
            if (inside.get(i).isUnquoted('{')) {
                depth++;
            } else if (inside.get(i).isUnquoted('}')) {
                depth--;
            } else if (inside.get(i).isUnquoted(',') && depth == 0) {
                parts.add(inside.subList(begin, i));
                begin = i + 1;
            }
        }
        if (parts.isEmpty()) {
            return range(inside);
        }
        parts.add(inside.subList(begin, inside.size()));
        return parts;
    }

    private static List<List<WordChar>> range(List<WordChar> inside) {
        var text = new StringBuilder();
        for (WordChar wordChar : inside) {
            if (wordChar.quoted()) {
                return List.of();
            }
            text.append(wordChar.c());
        }
        String[] ends = text.toString().split("\\.\\.", -1);
        if (ends.length == 2 && ends[0].length() == 1 && ends[1].length() == 1) {
            return characterRange(ends[0].charAt(0), ends[1].charAt(0));
        }
        // Number ranges with steps and leading zeros name no program, so a wildcard is sufficient.
        boolean range = ends.length == 2 || ends.length == 3;
        return range && List.of(ends).stream().noneMatch(String::isEmpty)
                ? List.of(List.of(new WordChar(ShellWord.ANY_WORDS, true)))
                : List.of();
    }

    private static List<List<WordChar>> characterRange(char first, char last) {
        var all = new ArrayList<List<WordChar>>();
        int step = first <= last ? 1 : -1;
        if (Math.abs(first - last) > MAX_WORDS) {
            return List.of(List.of(new WordChar(ShellWord.ANY_WORDS, true)));
        }
        for (int c = first; c != last + step; c += step) {
            all.add(List.of(new WordChar((char) c, true)));
        }
        return all;
    }
}
