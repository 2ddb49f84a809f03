package dev.codeagent.executor.mcp;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/** Reads lines of bounded length; reports a longer line without its text. */
final class BoundedLineReader {
    static final int MAX_CHARS = 16 << 20;
    private static final int BUFFER_CHARS = 65_536;
    /** A buffer that grew larger for one request is released. */
    private static final int MAX_RETAINED_CHARS = 1 << 20;

    private final Reader in;
    private final char[] buffer = new char[BUFFER_CHARS];
    private int next;
    private int end;

    BoundedLineReader(Reader in) {
        this.in = in;
    }

    /** One line; the text is empty if it is too long. */
    record Line(String text, boolean tooLong) {}

    /** The next line; empty at the end of the input. */
    Optional<Line> readLine() throws IOException {
        var line = new StringBuilder();
        boolean started = false;
        boolean tooLong = false;
        while (next < end || fillBuffer()) {
            started = true;
            int lineEnd = next;
            while (lineEnd < end && buffer[lineEnd] != '\n') {
                lineEnd++;
            }
            tooLong |= line.length() + lineEnd - next > MAX_CHARS;
            if (tooLong) {
                line = line.capacity() > MAX_RETAINED_CHARS ? new StringBuilder() : line;
            } else {
                line.append(buffer, next, lineEnd - next);
            }
            boolean complete = lineEnd < end;
            next = complete ? lineEnd + 1 : lineEnd;
            if (complete) {
                break;
            }
        }
        return started ? Optional.of(new Line(tooLong ? "" : line.toString(), tooLong)) : Optional.empty();
    }

    private boolean fillBuffer() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }
}
