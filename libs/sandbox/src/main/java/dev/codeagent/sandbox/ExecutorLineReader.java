package dev.codeagent.sandbox;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Reads the lines of an executor, which a hostile program may have written: a line has a bounded length. */
final class ExecutorLineReader {
    private static final int BUFFER_CHARS = 65_536;
    private static final int KEPT_CHARS = 200;

    private final Reader in;
    private final IntSupplier maxChars;
    private final char[] buffer = new char[BUFFER_CHARS];
    private int next;
    private int end;

    /** @param maxChars what the answer that is expected now may have at most */
    ExecutorLineReader(Reader in, IntSupplier maxChars) {
        this.in = in;
        this.maxChars = maxChars;
    }

    /**
     * One line.
     *
     * @param text of a line that is too long only the beginning
     * @param complete false if the input ended within the line
     */
    record Line(String text, boolean tooLong, boolean complete) {}

    /** The next line; empty at the end of the input. */
    Optional<Line> readLine() throws IOException {
        var line = new StringBuilder();
        boolean tooLong = false;
        boolean started = false;
        while (next < end || fillBuffer()) {
            started = true;
            int lineEnd = next;
            while (lineEnd < end && buffer[lineEnd] != '\n') {
                lineEnd++;
            }
            if (!tooLong && line.length() + lineEnd - next > maxChars.getAsInt()) {
                tooLong = true;
                line = new StringBuilder(line.substring(0, Math.min(KEPT_CHARS, line.length())));
            }
            if (!tooLong) {
                line.append(buffer, next, lineEnd - next);
            }
            boolean complete = lineEnd < end;
            next = complete ? lineEnd + 1 : lineEnd;
            if (complete) {
                return Optional.of(new Line(line.toString(), tooLong, true));
            }
        }
        return started ? Optional.of(new Line(line.toString(), tooLong, false)) : Optional.empty();
    }

    private boolean fillBuffer() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }
}
