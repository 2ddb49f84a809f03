package dev.codeagent.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Differences between two texts by lines: the longest common subsequence, after equal lines at both ends. */
public final class LineDiff {
    /** A larger comparison shows the old lines and then the new ones. */
    private static final long MAX_COMPARISONS = 250_000;

    private LineDiff() {}

    /** One line of the difference; {@code sign} is '-', '+' or ' '. */
    public record Line(char sign, String text) {}

    public static List<Line> between(List<String> before, List<String> after) {
        int start = 0;
        while (start < before.size()
                && start < after.size()
                && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < before.size() - start
                && end < after.size() - start
                && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        var lines = new ArrayList<Line>();
        before.subList(0, start).forEach(line -> lines.add(new Line(' ', line)));
        compare(before.subList(start, before.size() - end), after.subList(start, after.size() - end), lines);
        before.subList(before.size() - end, before.size()).forEach(line -> lines.add(new Line(' ', line)));
        return lines;
    }

    private static void compare(List<String> before, List<String> after, List<Line> lines) {
        if ((long) before.size() * after.size() > MAX_COMPARISONS) {
            before.forEach(line -> lines.add(new Line('-', line)));
            after.forEach(line -> lines.add(new Line('+', line)));
            return;
        }
        int[][] common = commonLengths(before, after);
        int b = 0;
        int a = 0;
        while (b < before.size() || a < after.size()) {
            if (b < before.size() && a < after.size() && before.get(b).equals(after.get(a))) {
                lines.add(new Line(' ', before.get(b++)));
                a++;
            } else if (a == after.size() || b < before.size() && common[b + 1][a] >= common[b][a + 1]) {
                lines.add(new Line('-', before.get(b++)));
            } else {
                lines.add(new Line('+', after.get(a++)));
            }
        }
    }

    /** The length of the longest common subsequence of the rest of both texts, from each pair of lines. */
    private static int[][] commonLengths(List<String> before, List<String> after) {
        var common = new int[before.size() + 1][after.size() + 1];
        for (int b = before.size() - 1; b >= 0; b--) {
            for (int a = after.size() - 1; a >= 0; a--) {
                common[b][a] = before.get(b).equals(after.get(a))
                        ? common[b + 1][a + 1] + 1
                        : Math.max(common[b + 1][a], common[b][a + 1]);
            }
        }
        return common;
    }
}
