package dev.codeagent.orchestrator;

import dev.codeagent.policy.secret.SecretScanner;
import dev.codeagent.sandbox.OutputListener;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Publishes the output of a call while it runs, for people who watch. It is not stored: the result of the call is. Programs
 * in a sandbox write it, so its size and rate have limits, and after a secret nothing more of the call is shown. Only whole
 * lines are published, so that a secret cannot arrive in two parts.
 */
final class LiveOutput implements OutputListener {
    private static final System.Logger LOG = System.getLogger(LiveOutput.class.getName());
    private static final int MAX_CHARS_OF_CALL = 256_000;
    private static final int MAX_CHARS_OF_MESSAGE = 4_000;
    /** Twice what an executor sends at once. */
    private static final int MAX_CHARS_RECEIVED = 16_000;

    private static final long MIN_PAUSE_NANOS = 50_000_000;
    /** Text in which secrets are searched: more than the longest one. */
    private static final int MAX_CHARS_SCANNED = 32_000;

    private static final String WITHHELD = "(output with a secret is not shown while the call runs)\n";

    private final BiConsumer<String, String> publisher;
    private final LongSupplier nanoTime;
    private final StringBuilder recent = new StringBuilder();
    private int unpublished;
    private String call = "";
    private int publishedChars;
    private long publishedAt;
    private boolean stopped;

    /** @param publisher receives the call and the text */
    LiveOutput(BiConsumer<String, String> publisher) {
        this(publisher, System::nanoTime);
    }

    LiveOutput(BiConsumer<String, String> publisher, LongSupplier nanoTime) {
        this.publisher = publisher;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void onOutput(String callId, String text) {
        if (!callId.equals(call)) {
            call = callId;
            recent.setLength(0);
            unpublished = 0;
            publishedChars = 0;
            stopped = false;
        }
        if (stopped || text.length() > MAX_CHARS_RECEIVED) {
            stopped = true;
            return;
        }
        recent.append(text);
        unpublished += text.length();
        if (!SecretScanner.scan(recent.toString(), "").isEmpty()) {
            publish(WITHHELD);
            stopped = true;
        } else if (publishedChars == 0 || nanoTime.getAsLong() - publishedAt >= MIN_PAUSE_NANOS) {
            publishWholeLines();
        }
        if (recent.length() > MAX_CHARS_SCANNED) {
            recent.delete(0, recent.length() - MAX_CHARS_SCANNED);
            unpublished = Math.min(unpublished, recent.length());
        }
    }

    private void publishWholeLines() {
        int from = recent.length() - unpublished;
        int end = Math.max(recent.lastIndexOf("\n"), recent.lastIndexOf("\r")) + 1;
        if (end > from) {
            unpublished = recent.length() - end;
            publish(lastLines(recent.substring(from, end)));
        }
    }

    private void publish(String text) {
        publishedChars += text.length();
        publishedAt = nanoTime.getAsLong();
        stopped = publishedChars > MAX_CHARS_OF_CALL;
        try {
            publisher.accept(call, text);
        } catch (RuntimeException e) {
            // The call itself must not fail.
            stopped = true;
            LOG.log(Level.DEBUG, "output of the call " + call + " is not shown", e);
        }
    }

    /** A person cannot read more in this time. */
    private static String lastLines(String lines) {
        if (lines.length() <= MAX_CHARS_OF_MESSAGE) {
            return lines;
        }
        int start = lines.indexOf('\n', lines.length() - MAX_CHARS_OF_MESSAGE) + 1;
        return start == 0 || start == lines.length() ? "…\n" : lines.substring(start);
    }
}
