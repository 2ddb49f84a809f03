package dev.codeagent.fakemodel.script;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fault of a model server. {@code amount} is the number of chunks before the fault, or the size of a packet; -1 if
 * the script has none. {@code times} limits it to the first identical requests; 0 is no limit.
 */
public record Fault(Kind kind, int amount, int status, String text, RetryTime retry, int times) {

    /** When a client may ask again: a {@code Retry-After} header as it is, or as a date, and Google's RetryInfo. */
    public record RetryTime(Optional<String> header, Optional<Integer> dateSeconds, Optional<String> retryInfo) {}

    /** What happens; the name in a script is the constant in camel case. */
    public enum Kind {
        // Instead of the answer.
        STATUS,
        REDIRECT,
        ERROR_BODY,
        HTML,
        // In the content of the answer.
        EMPTY,
        REASONING_ONLY,
        LENGTH,
        CONTENT_FILTER,
        NO_CALLS,
        MALFORMED_ARGUMENTS,
        SAME_INDEX,
        MISSING_IDS,
        REPEATED_IDS,
        NO_USAGE,
        // While it is sent.
        HANG,
        RESET,
        END_EARLY,
        ERROR_EVENT,
        MALFORMED_JSON,
        UNKNOWN_EVENTS,
        DUPLICATE_START,
        DONE_BUT_OPEN,
        // The bytes.
        GZIP,
        BYTES,
        PACKETS,
        COMMENTS,
        LINE_END;

        /** Returns the name in a script. */
        public String scriptName() {
            String[] words = name().toLowerCase(Locale.ROOT).split("_", -1);
            return words[0]
                    + Arrays.stream(words, 1, words.length)
                            .map(w -> Character.toUpperCase(w.charAt(0)) + w.substring(1))
                            .collect(Collectors.joining());
        }
    }
}
