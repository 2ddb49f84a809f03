package dev.codeagent.projects;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines that follow each other and differ between two versions of a file.
 *
 * @param oldStart the first line in the old version, from 1; the line after the place if lines were only added
 * @param newStart the same in the new version
 */
record LineChange(int oldStart, int oldLines, int newStart) {

    /** The changes of a hunk of a unified diff. */
    static List<LineChange> of(byte[] hunk) {
        String[] lines = new String(hunk, StandardCharsets.ISO_8859_1).split("\n");
        String[] header = lines[0].split(" ");
        int oldLine = firstLine(header[1]);
        int newLine = firstLine(header[2]);
        int removed = 0;
        int added = 0;
        var changes = new ArrayList<LineChange>();
        for (int i = 1; i < lines.length; i++) {
            switch (lines[i].isEmpty() ? ' ' : lines[i].charAt(0)) {
                case '-' -> removed++;
                case '+' -> added++;
                case '\\' -> {} // "\ No newline at end of file" is no line.
                default -> {
                    add(changes, oldLine, removed, newLine, added);
                    oldLine += removed + 1;
                    newLine += added + 1;
                    removed = 0;
                    added = 0;
                }
            }
        }
        add(changes, oldLine, removed, newLine, added);
        return changes;
    }

    private static void add(List<LineChange> changes, int oldLine, int removed, int newLine, int added) {
        if (removed + added > 0) {
            changes.add(new LineChange(oldLine, removed, newLine));
        }
    }

    /** Of a range such as {@code -3,7}; that of no lines names the line before it. */
    private static int firstLine(String range) {
        int comma = range.indexOf(',');
        int start = Integer.parseInt(range.substring(1, comma < 0 ? range.length() : comma));
        return comma > 0 && range.endsWith(",0") ? start + 1 : start;
    }

    /** Whether both change the same old lines, or lines without another one between them: git does not merge these. */
    boolean touches(LineChange other) {
        return oldStart <= other.oldStart + other.oldLines && other.oldStart <= oldStart + oldLines;
    }
}
