package dev.codeagent.fakemodel;

import java.util.List;
import java.util.Optional;

/** One answer of the model: what it says, how fast, which tools it asks for, and what goes wrong on the way. */
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

    /** What is said; with {@code stamp} each piece of the text begins with the time when it is sent. */
    record Content(String thinking, String text, boolean timestamped) {}

    /** How it is said: characters a piece, and the pauses before the first piece and between pieces. */
    record Pacing(int chunkSize, long delayMs, long firstDelayMs) {}

    /** A tool call that the model asks for; the arguments are JSON as text. */
    record ToolCall(String name, String arguments) {}

    /** Tokens, as they are billed. */
    record Usage(long input, long output, long cached) {}

    /** What fails the first time: the request as a whole, or the stream half-way. */
    record FaultInjection(Optional<HttpFailure> failure, Optional<Disconnect> disconnect) {}

    /** An HTTP error instead of an answer. */
    record HttpFailure(int status, Optional<Integer> retryAfter, String message, int times) {}

    /** A connection that is closed after some pieces. */
    record Disconnect(int afterChunks, int times) {}
}
