package dev.codeagent.executor.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of a text and how each of them ends: LF, CRLF, or CR in a text that has no LF. The last line may have no
 * end.
 *
 * @param contents the lines without their ends
 * @param ends the end of each line, empty for a last line without one
 */
public record LineEnds(List<String> contents, List<String> ends) {
    public static final String LF = "\n";
    public static final String CRLF = "\r\n";
    static final String CR = "\r";

    private static final int MAX_CHANGES = 500;

    public static LineEnds of(String text) {
        String separator = text.contains(LF) ? LF : CR;
        var contents = new ArrayList<String>();
        var ends = new ArrayList<String>();
        int begin = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, begin)) {
            boolean crlf = separator.equals(LF) && at > begin && text.charAt(at - 1) == '\r';
            contents.add(text.substring(begin, crlf ? at - 1 : at));
            ends.add(crlf ? CRLF : separator);
            begin = at + 1;
        }
        if (begin < text.length()) {
            contents.add(text.substring(begin));
            ends.add("");
        }
        return new LineEnds(contents, ends);
    }

    /** The text with LF as the end of each line. */
    public static String normalize(String text) {
        return text.contains(LF) ? text.replace(CRLF, LF) : text.replace(CR, LF);
    }

    /** The most frequent end; {@code defaultEnd} if no line has one. */
    String dominant(String defaultEnd) {
        String best = defaultEnd;
        long bestCount = 0;
        for (String end : List.of(LF, CRLF, CR)) {
            long count = ends.stream().filter(end::equals).count();
            if (count > bestCount) {
                best = end;
                bestCount = count;
            }
        }
        return best;
    }

    boolean endsWithoutLineEnd() {
        return !ends.isEmpty() && ends.getLast().isEmpty();
    }

    /**
     * Gives the lines of a new version, which end with LF, the ends of this version: a line that stays or is changed
     * keeps its end, a new one gets the end of the line before it. A line that ends with CR keeps CRLF: somebody wrote
     * that explicitly.
     *
     * @param defaultEnd the end of lines if this version has none
     */
    public String applyTo(String newText, String defaultEnd) {
        String[] lines = newText.split(LF, -1);
        String dominant = dominant(defaultEnd);
        boolean uniform = ends.stream().allMatch(end -> end.isEmpty() || end.equals(dominant));
        int[] matches = uniform && !newText.contains(CR) ? new int[0] : align(lines);
        var stays = new BitSet();
        Arrays.stream(matches).filter(m -> m >= 0).forEach(stays::set);
        int replaced = 0;
        var out = new StringBuilder(newText.length() + lines.length);
        String previous = uniform ? dominant : firstEnd(matches, dominant);
        for (int i = 0; i < lines.length; i++) {
            out.append(lines[i]);
            if (i == lines.length - 1) {
                break;
            }
            int match = matches.length == 0 ? -1 : matches[i];
            if (match < 0 && lines[i].endsWith(CR)) {
                out.append(LF);
                replaced++;
                continue;
            }
            if (match >= 0) {
                replaced = match + 1;
            }
            // A line that is changed replaces the next old line, unless that one stays.
            boolean replaces = match < 0 && replaced < ends.size() && matches.length > 0 && !stays.get(replaced);
            String end = match >= 0 ? ends.get(match) : replaces ? ends.get(replaced++) : "";
            previous = end.isEmpty() ? previous : end;
            out.append(previous);
        }
        return out.toString();
    }

    /** The end for lines before the first one that stays: the end of that one. */
    private String firstEnd(int[] matches, String dominant) {
        return Arrays.stream(matches)
                .filter(m -> m >= 0 && !ends.get(m).isEmpty())
                .mapToObj(ends::get)
                .findFirst()
                .orElse(dominant);
    }

    /**
     * For each new line the number of the line that it was, or -1. The shortest edit script (Myers 1986), up to a number
     * of changes; beyond it a line is taken for the first one with the same content.
     */
    private int[] align(String[] lines) {
        int[] matches = new int[lines.length];
        Arrays.fill(matches, -1);
        Map<String, Integer> numbers = new HashMap<>();
        int[] old = numbers(contents, numbers);
        int[] current = numbers(List.of(lines), numbers);
        int start = 0;
        while (start < Math.min(old.length, current.length) && old[start] == current[start]) {
            matches[start] = start++;
        }
        var trace = new ArrayList<int[]>();
        int[] furthest = new int[2 * MAX_CHANGES + 3];
        furthest[MAX_CHANGES + 2] = start;
        for (int changes = 0; changes <= MAX_CHANGES; changes++) {
            trace.add(Arrays.copyOfRange(furthest, MAX_CHANGES - changes, MAX_CHANGES + changes + 3));
            for (int k = -changes; k <= changes; k += 2) {
                boolean inserts = isInsertion(furthest, MAX_CHANGES + 1, k, changes);
                int x = inserts ? furthest[MAX_CHANGES + 2 + k] : furthest[MAX_CHANGES + k] + 1;
                while (x < old.length && x - k < current.length && old[x] == current[x - k]) {
                    x++;
                }
                furthest[MAX_CHANGES + 1 + k] = x;
                if (x >= old.length && x - k >= current.length) {
                    backtrack(trace, matches, old.length, current.length, start);
                    return matches;
                }
            }
        }
        Map<Integer, Integer> first = new HashMap<>();
        for (int i = 0; i < old.length; i++) {
            first.putIfAbsent(old[i], i);
        }
        for (int i = start; i < current.length; i++) {
            matches[i] = first.getOrDefault(current[i], -1);
        }
        return matches;
    }

    private static boolean isInsertion(int[] furthest, int center, int k, int changes) {
        return k == -changes || k != changes && furthest[center + k - 1] < furthest[center + k + 1];
    }

    private static void backtrack(List<int[]> trace, int[] matches, int oldLength, int newLength, int start) {
        int x = oldLength;
        int y = newLength;
        for (int changes = trace.size() - 1; changes >= 0; changes--) {
            int[] furthest = trace.get(changes);
            int center = changes + 1;
            int k = x - y;
            boolean inserts = isInsertion(furthest, center, k, changes);
            int previousX = changes == 0 ? start : furthest[center + k + (inserts ? 1 : -1)];
            int previousY = changes == 0 ? start : previousX - (k + (inserts ? 1 : -1));
            while (x > previousX && y > previousY) {
                matches[--y] = --x;
            }
            x = previousX;
            y = previousY;
        }
    }

    /** Each line as a number, so that lines are compared fast. */
    private static int[] numbers(List<String> lines, Map<String, Integer> numbers) {
        return lines.stream()
                .mapToInt(line -> numbers.computeIfAbsent(line, l -> numbers.size()))
                .toArray();
    }
}
