package dev.codeagent.api.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A text to which many pieces are appended, for minutes, and that is read rarely. It is kept in segments of the same size: a
 * {@link StringBuilder} has room for twice its text and leaves each array that it outgrows to the collector, in the old
 * generation. Not safe for use by several threads.
 */
public final class SegmentedTextBuffer implements CharSequence {
    private static final int SEGMENT_CHARS = 4_096;

    private final List<String> segments = new ArrayList<>();
    private final StringBuilder last = new StringBuilder();

    public void append(CharSequence piece) {
        int taken = 0;
        while (taken < piece.length()) {
            int end = Math.min(piece.length(), taken + SEGMENT_CHARS - last.length());
            last.append(piece, taken, end);
            taken = end;
            if (last.length() == SEGMENT_CHARS) {
                segments.add(last.toString());
                last.setLength(0);
            }
        }
    }

    public void clear() {
        segments.clear();
        last.setLength(0);
    }

    @Override
    public int length() {
        return segments.size() * SEGMENT_CHARS + last.length();
    }

    @Override
    public char charAt(int index) {
        Objects.checkIndex(index, length());
        int segment = index / SEGMENT_CHARS;
        return (segment < segments.size() ? segments.get(segment) : last).charAt(index % SEGMENT_CHARS);
    }

    @Override
    public String subSequence(int start, int end) {
        Objects.checkFromToIndex(start, end, length());
        var part = new StringBuilder(end - start);
        for (int from = start; from < end; ) {
            int segment = from / SEGMENT_CHARS;
            int to = Math.min(end, (segment + 1) * SEGMENT_CHARS);
            int offset = segment * SEGMENT_CHARS;
            part.append(segment < segments.size() ? segments.get(segment) : last, from - offset, to - offset);
            from = to;
        }
        return part.toString();
    }

    @Override
    public String toString() {
        return subSequence(0, length());
    }
}
