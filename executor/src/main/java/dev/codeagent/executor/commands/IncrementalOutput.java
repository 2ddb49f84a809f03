package dev.codeagent.executor.commands;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The new output of a program as text; an incomplete character waits for its remaining bytes. */
final class IncrementalOutput {
    private static final int MAX_BYTES = 16_384;

    private final RingBuffer buffer = new RingBuffer(MAX_BYTES);
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private long readOffset;

    void append(byte[] chunk, int length) {
        buffer.append(chunk, 0, length);
    }

    /** Returns the output since the last call; only one thread may call it. */
    String takeNew() {
        byte[] chunk = buffer.read(readOffset, MAX_BYTES);
        ByteBuffer in = ByteBuffer.wrap(chunk);
        CharBuffer out = CharBuffer.allocate(chunk.length + 1);
        decoder.reset().decode(in, out, false);
        readOffset = Math.max(readOffset, buffer.firstOffset()) + in.position();
        return out.flip().toString();
    }
}
