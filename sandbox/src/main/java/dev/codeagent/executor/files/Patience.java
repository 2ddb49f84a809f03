package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolError;
import java.time.Duration;
import java.util.regex.Pattern;

/** Matches within bounded time: some expressions take for ever on some lines. */
final class Patience {
    private static final int LOOKS_PER_CLOCK = 1 << 14;

    private final Duration limit;
    private final long deadline;
    private int looks;

    Patience(Duration limit) {
        this.limit = limit;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    boolean finds(Pattern pattern, String line) {
        try {
            return pattern.matcher(new Watched(line)).find();
        } catch (StackOverflowError e) {
            throw new ToolError("the regular expression goes too deep on a line of " + line.length()
                    + " characters; avoid repeated groups such as (a|b)*");
        }
    }

    private final class Watched implements CharSequence {
        private final String line;

        Watched(String line) {
            this.line = line;
        }

        @Override
        public char charAt(int index) {
            if (++looks % LOOKS_PER_CLOCK == 0 && System.nanoTime() > deadline) {
                throw new ToolError("the search took more than " + limit.toSeconds()
                        + " s; simplify the expression or narrow the path");
            }
            return line.charAt(index);
        }

        @Override
        public int length() {
            return line.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return line.subSequence(start, end);
        }

        @Override
        public String toString() {
            return line;
        }
    }
}
