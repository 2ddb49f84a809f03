package dev.codeagent.projects;

import dev.codeagent.sandbox.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells what a git process that takes long does: what git itself tells about its progress, or for how long it has been
 * working. A run that is cancelled ends the process.
 *
 * @param activity what git does, for the user
 */
record GitProgress(ProgressListener listener, String activity) {
    static final GitProgress NONE = new GitProgress(ProgressListener.NO_OP, "");

    /** The code of the notices, each of which replaces the one before. */
    static final String CODE = "workspace.progress";

    static final Duration FIRST_REPORT = Duration.ofMillis(1_500);
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(4);
    private static final Duration MAX_INTERVAL = Duration.ofSeconds(30);
    private static final int TAIL_BYTES = 200;
    private static final Pattern COUNT =
            Pattern.compile(".*[\\r\\n]?[A-Z][a-z ]+: +\\d+% \\((\\d+)/(\\d+)\\)[^\\r\\n]*\\s*", Pattern.DOTALL);

    /** It begins only where a line begins, so that each character is read once. */
    private static final Pattern OVERWRITTEN = Pattern.compile("(?<![^\\r\\n])[^\\r\\n]*+\\r(?!\\n)");

    /** Whether somebody listens, so that git should tell its progress. */
    boolean isWanted() {
        return !activity.isEmpty();
    }

    /** The reports about one process. */
    final class Reports {
        private final long start = System.nanoTime();
        private long next = FIRST_REPORT.toNanos();

        /**
         * Called again and again while the process works.
         *
         * @param err the file with git's messages
         */
        void poll(Path err) throws IOException {
            listener.throwIfCancelled();
            long elapsed = System.nanoTime() - start;
            if (isWanted() && elapsed >= next) {
                next = elapsed + Math.clamp(elapsed / 2, MIN_INTERVAL.toNanos(), MAX_INTERVAL.toNanos());
                listener.info(CODE, activity + describe(tail(err), Duration.ofNanos(elapsed)));
            }
        }
    }

    Reports start() {
        return new Reports();
    }

    static String describe(String messages, Duration elapsed) {
        Matcher count = COUNT.matcher(messages);
        return count.matches() && !messages.strip().endsWith("done.") // Otherwise something else goes on now.
                ? String.format(": %,d of %,d", Long.parseLong(count.group(1)), Long.parseLong(count.group(2)))
                : elapsed.toSeconds() < 2 ? "" : ", for " + elapsed.toSeconds() + " s";
    }

    private static String tail(Path err) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(err)) {
            file.position(Math.max(0, file.size() - TAIL_BYTES));
            var bytes = ByteBuffer.allocate(TAIL_BYTES);
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {}
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    /** Git's messages without the lines that were overwritten. */
    static String withoutProgress(String messages) {
        return OVERWRITTEN.matcher(messages).replaceAll("");
    }
}
