package dev.codeagent.fakemodel;

import java.util.List;
import java.util.Optional;

/** One answer of the model: its content, its speed, its tool calls, and injected faults. */
record Turn(
        Content content,
        Pacing pacing,
        List<ToolCall> toolCalls,
        Optional<Usage> usage,
        Expectation expectation,
        FaultInjection faults) {
    Turn {
        toolCalls = List.copyOf(toolCalls);
    }

    /** The content; with {@code timestamped} each chunk of the text starts with the time when it is sent. */
    record Content(String thinking, String text, boolean timestamped) {}

    /** The speed: characters per chunk, and the delays before the first chunk and between chunks. */
    record Pacing(int chunkSize, long delayMs, long firstDelayMs) {}

    /** A tool call that the model requests; the arguments are JSON text. */
    record ToolCall(String name, String arguments) {}

    /** Token counts. */
    record Usage(long input, long output, long cached) {}

    /** Faults of the first attempts: an error response, or a connection closed during the stream. */
    record FaultInjection(Optional<HttpFailure> failure, Optional<Disconnect> disconnect) {}

    /** An HTTP error instead of an answer. */
    record HttpFailure(int status, Optional<Integer> retryAfter, String message, int times) {}

    /** A connection that is closed after a number of chunks. */
    record Disconnect(int afterChunks, int times) {}
}
