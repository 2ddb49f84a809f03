package dev.codeagent.fakemodel.script;

import java.util.List;
import java.util.Optional;

/** One answer of the model in neutral terms: its content, its speed, its tool calls, its end, and injected faults. */
public record Turn(
        Content content,
        Pacing pacing,
        List<ToolCall> toolCalls,
        Ending ending,
        Expectation expectation,
        FaultInjection faults) {
    public Turn {
        toolCalls = List.copyOf(toolCalls);
    }

    /** Returns the token counts of the script. */
    public Optional<Usage> usage() {
        return ending.usage();
    }

    /**
     * The content; with {@code timestamped} each chunk of the text starts with the time when it is sent. Without a
     * signature the server makes one.
     */
    public record Content(String thinking, Optional<String> signature, String text, boolean timestamped) {}

    /** The speed: characters per chunk, and the delays before the first chunk and between chunks. */
    public record Pacing(int chunkSize, long delayMs, long firstDelayMs) {}

    /** A tool call that the model requests; the arguments are JSON text. */
    public record ToolCall(String name, String arguments) {}

    /** The end: why the model stops (a {@link StopReason}, or the text that the wire sends), and the token counts. */
    public record Ending(Optional<String> stop, Optional<Usage> usage) {}

    /** Faults of the first attempts (an error response, a closed connection), and faults of the wire. */
    public record FaultInjection(Optional<HttpFailure> failure, Optional<Disconnect> disconnect, List<Fault> faults) {
        public FaultInjection {
            faults = List.copyOf(faults);
        }
    }

    /** An HTTP error instead of an answer. */
    public record HttpFailure(int status, Optional<Integer> retryAfter, String message, int times) {}

    /** A connection that is closed after a number of chunks. */
    public record Disconnect(int afterChunks, int times) {}
}
