package dev.codeagent.fakemodel;

import java.util.List;
import java.util.Optional;

/** One answer of the model: what it says, how fast, which tools it asks for, and what goes wrong on the way. */
record Turn(Words words, Pace pace, List<Call> calls, Optional<Usage> usage, Expectation expect, Trouble trouble) {
    Turn {
        calls = List.copyOf(calls);
    }

    /** What is said; with {@code stamp} each piece of the text begins with the time when it is sent. */
    record Words(String thinking, String text, boolean stamp) {}

    /** How it is said: characters a piece, and the pauses before the first piece and between pieces. */
    record Pace(int chunk, long delayMs, long firstDelayMs) {}

    /** A tool call that the model asks for; the arguments are JSON as text. */
    record Call(String name, String arguments) {}

    /** Tokens, as they are billed. */
    record Usage(long input, long output, long cached) {}

    /** What fails the first time: the request as a whole, or the stream half-way. */
    record Trouble(Optional<Failure> failure, Optional<Cut> cut) {}

    /** An HTTP error instead of an answer. */
    record Failure(int status, Optional<Integer> retryAfter, String message, int times) {}

    /** A connection that is closed after some pieces. */
    record Cut(int chunks, int times) {}
}
