package dev.codeagent.traces;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a trace.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param parent the id of the span that contains this one; empty for the first span of a trace
 * @param attributes texts, numbers ({@link Long}) and lists of texts; never what people, models or tools wrote
 * @param error the kind of the error with which it ended
 */
record Span(
        String traceId,
        String spanId,
        Optional<String> parent,
        String name,
        Kind kind,
        Instant start,
        Instant end,
        Map<String, Object> attributes,
        Optional<String> error) {
    /** The numbers of the protocol. */
    enum Kind {
        INTERNAL(1),
        SERVER(2),
        CLIENT(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    Span {
        attributes = Map.copyOf(attributes);
        end = end.isBefore(start) ? start : end;
    }
}
