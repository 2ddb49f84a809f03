package dev.codeagent.executor.mcp;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/** Reads lines of bounded length; of a longer one only that it was too long is known. */
final class Lines {
    static final int MAX_CHARS = 16 << 20;
    private static final int BUFFER = 65_536;
    /** A buffer that grew for a large request is let go. */
    private static final int KEEP_CHARS = 1 << 20;

    private final Reader in;
    private final char[] buffer = new char[BUFFER];
    private int next;
    private int end;

    Lines(Reader in) {
        this.in = in;
    }

    /** One line; too long ones have no text. */
    record Line(String text, boolean tooLong) {}

    /** The next line, or nothing at the end of the input. */
    Optional<Line> next() throws IOException {
        var line = new StringBuilder();
        boolean any = false;
        boolean tooLong = false;
        while (next < end || fill()) {
            any = true;
            int stop = next;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            tooLong |= line.length() + stop - next > MAX_CHARS;
            if (tooLong) {
                line = line.capacity() > KEEP_CHARS ? new StringBuilder() : line;
            } else {
                line.append(buffer, next, stop - next);
            }
            boolean complete = stop < end;
            next = complete ? stop + 1 : stop;
            if (complete) {
                break;
            }
        }
        return any ? Optional.of(new Line(tooLong ? "" : line.toString(), tooLong)) : Optional.empty();
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }
}
