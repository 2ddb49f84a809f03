package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Matches within bounded time: some regular expressions need exponential time on some lines. */
final class TimedMatcher {
    private static final int READS_PER_CLOCK_CHECK = 1 << 14;

    private final Duration timeout;
    private final long deadline;
    private int reads;

    TimedMatcher(Duration timeout) {
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    boolean find(Pattern pattern, String line) {
        try {
            return pattern.matcher(new DeadlineCharSequence(line)).find();
        } catch (StackOverflowError e) {
            throw new ToolExecutionException("the regular expression recurses too deeply on a line of " + line.length()
                    + " characters; avoid repeated groups such as (a|b)*");
        }
    }

    /** @throws ToolExecutionException if the time is over */
    void checkDeadline() {
        if (System.nanoTime() > deadline) {
            throw new ToolExecutionException("the search took more than " + timeout.toSeconds()
                    + " s; simplify the expression or narrow the path");
        }
    }

    private final class DeadlineCharSequence implements CharSequence {
        private final String line;

        DeadlineCharSequence(String line) {
            this.line = line;
        }

        @Override
        public char charAt(int index) {
            if (++reads % READS_PER_CLOCK_CHECK == 0) {
                checkDeadline();
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
