package dev.codeagent.api.policy.shell;

import dev.codeagent.api.policy.shell.Codes.Code;
import java.util.ArrayList;
import java.util.List;

/** Brace expansion, as bash does it: {@code a{b,c}} is {@code ab ac}. */
final class Braces {
    private static final int MOST = 512;
    private static final int MOST_BRACES = 50;

    private Braces() {}

    /** The words that the braces stand for; too many become one that may be anything. */
    static List<ShellWord> expand(Codes word) {
        long braces = word.codes().stream().filter(c -> c.plain('{')).count();
        if (braces == 0) {
            return List.of(word.word());
        }
        if (braces > MOST_BRACES) {
            return List.of(new ShellWord(String.valueOf(ShellWord.ANY_WORDS), false));
        }
        List<List<Code>> expanded = expand(word.codes(), 0);
        if (expanded.size() > MOST) {
            return List.of(new ShellWord(String.valueOf(ShellWord.ANY_WORDS), false));
        }
        boolean one = expanded.size() == 1 && expanded.getFirst().equals(word.codes());
        return expanded.stream().map(codes -> word.with(codes, one).word()).toList();
    }

    private static List<List<Code>> expand(List<Code> codes, int from) {
        for (int open = from; open < codes.size(); open++) {
            if (codes.get(open).plain('{')) {
                int close = closing(codes, open);
                List<List<Code>> parts = close < 0 ? List.of() : parts(codes.subList(open + 1, close));
                if (!parts.isEmpty()) {
                    return joined(codes, open, close, parts);
                }
            }
        }
        return List.of(codes);
    }

    private static List<List<Code>> joined(List<Code> codes, int open, int close, List<List<Code>> parts) {
        var all = new ArrayList<List<Code>>();
        List<List<Code>> rests = expand(codes.subList(close + 1, codes.size()), 0);
        for (List<Code> part : parts) {
            for (List<Code> inner : expand(part, 0)) {
                for (List<Code> rest : rests) {
                    var one = new ArrayList<>(codes.subList(0, open));
                    one.addAll(inner);
                    one.addAll(rest);
                    all.add(one);
                    if (all.size() > MOST) {
                        return all;
                    }
                }
            }
        }
        return all;
    }

    private static int closing(List<Code> codes, int open) {
        int depth = 0;
        for (int i = open; i < codes.size(); i++) {
            if (codes.get(i).plain('{')) {
                depth++;
            } else if (codes.get(i).plain('}') && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The alternatives between two braces; none where they are no list and no range, so that the braces are text. */
    private static List<List<Code>> parts(List<Code> inside) {
        var parts = new ArrayList<List<Code>>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < inside.size(); i++) {
            if (inside.get(i).plain('{')) {
                depth++;
            } else if (inside.get(i).plain('}')) {
                depth--;
            } else if (inside.get(i).plain(',') && depth == 0) {
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

    private static List<List<Code>> range(List<Code> inside) {
        var text = new StringBuilder();
        for (Code code : inside) {
            if (code.quoted()) {
                return List.of();
            }
            text.append(code.c());
        }
        String[] ends = text.toString().split("\\.\\.", -1);
        if (ends.length == 2 && ends[0].length() == 1 && ends[1].length() == 1) {
            return characters(ends[0].charAt(0), ends[1].charAt(0));
        }
        // Ranges of numbers, with steps and zeros in front, name no program: any text stands for them.
        boolean range = ends.length == 2 || ends.length == 3;
        return range && List.of(ends).stream().noneMatch(String::isEmpty)
                ? List.of(List.of(new Code(ShellWord.ANY_WORDS, true)))
                : List.of();
    }

    private static List<List<Code>> characters(char first, char last) {
        var all = new ArrayList<List<Code>>();
        int step = first <= last ? 1 : -1;
        for (int c = first; c != last + step; c += step) {
            all.add(List.of(new Code((char) c, true)));
        }
        return all;
    }
}
