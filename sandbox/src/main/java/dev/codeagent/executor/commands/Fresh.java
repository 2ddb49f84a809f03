package dev.codeagent.executor.commands;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** What a program printed since it was last asked for, as text; a character that is cut waits for its rest. */
final class Fresh {
    private static final int LIMIT = 16_384;

    private final Ring bytes = new Ring(LIMIT);
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private long shown;

    void add(byte[] piece, int length) {
        bytes.add(piece, 0, length);
    }

    /** Asked by one thread. */
    String take() {
        byte[] piece = bytes.from(shown, LIMIT);
        ByteBuffer in = ByteBuffer.wrap(piece);
        CharBuffer out = CharBuffer.allocate(piece.length + 1);
        decoder.reset().decode(in, out, false);
        shown = Math.max(shown, bytes.first()) + in.position();
        return out.flip().toString();
    }
}
