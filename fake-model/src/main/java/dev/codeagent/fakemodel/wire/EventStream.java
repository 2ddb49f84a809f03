package dev.codeagent.fakemodel.wire;

import java.util.List;
import java.util.function.Supplier;

/**
 * A streamed answer as frames: those of its opening, those with content, which are created when they are sent, those of
 * its closing, and the terminator, which may be empty.
 */
public record EventStream(
        String contentType,
        List<String> opening,
        List<Supplier<String>> content,
        List<String> closing,
        String terminator) {
    public EventStream {
        opening = List.copyOf(opening);
        content = List.copyOf(content);
        closing = List.copyOf(closing);
    }
}
