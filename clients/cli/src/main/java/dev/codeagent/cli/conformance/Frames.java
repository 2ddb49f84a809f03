package dev.codeagent.cli.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Frames of WebSocket (RFC 6455), without a library, because the checks also send frames that no library would send.
 *
 * @param masked whether the frames that are written are masked, as those of a client must be
 */
record Frames(InputStream in, OutputStream out, boolean masked) {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** The first reserved bit of a frame: its message is compressed, if both sides agreed to that (RFC 7692). */
    static final int COMPRESSED = 0x40;

    private static final int RESERVED = 0x70;

    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_LENGTH = 64 << 20;

    /** The frame is longer than any that the reader takes. */
    static final class LengthException extends IOException {
        private static final long serialVersionUID = 1L;

        /** @param length negative for a length of 64 bits */
        LengthException(long length) {
            super("a frame of " + Long.toUnsignedString(length) + " bytes");
        }
    }

    /**
     * A frame that was received.
     *
     * @param reserved the three reserved bits, the first of which is {@link #COMPRESSED}
     */
    record Frame(int opcode, boolean last, int reserved, boolean masked, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame; 1005 if it has none. */
        int closeCode() {
            return payload.length < Short.BYTES
                    ? 1005
                    : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }
    }

    void write(int opcode, boolean last, byte[] payload) throws IOException {
        write(opcode, last, payload, masked);
    }

    /** Writes a frame in one piece, so that frames of several threads are not mixed. */
    void write(int opcode, boolean last, byte[] payload, boolean mask) throws IOException {
        var frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((last ? 0x80 : 0) | opcode)); // The opcode may have reserved bits.
        int maskBit = mask ? 0x80 : 0;
        if (payload.length < LENGTH_16) {
            frame.put((byte) (maskBit | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (maskBit | LENGTH_16)).putShort((short) payload.length);
        } else {
            frame.put((byte) (maskBit | LENGTH_64)).putLong(payload.length);
        }
        byte[] key = new byte[4];
        if (mask) {
            ThreadLocalRandom.current().nextBytes(key);
            frame.put(key);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (mask ? key[i & 3] : 0)));
        }
        synchronized (out) {
            out.write(frame.array(), 0, frame.position());
            out.flush();
        }
    }

    /** Writes bytes that are no frame, or the beginning of one. */
    void writeBytes(byte[] bytes) throws IOException {
        synchronized (out) {
            out.write(bytes);
            out.flush();
        }
    }

    void writeText(String text) throws IOException {
        write(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    Frame read() throws IOException {
        int first = readByte();
        int second = readByte();
        long length = second & 0x7f;
        if (length == LENGTH_16) {
            length = (long) readByte() << 8 | readByte();
        } else if (length == LENGTH_64) {
            length = ByteBuffer.wrap(readFully(Long.BYTES)).getLong();
        }
        if (length < 0 || length > MAX_LENGTH) {
            throw new LengthException(length);
        }
        byte[] key = (second & 0x80) == 0 ? new byte[4] : readFully(4);
        byte[] payload = readFully((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i & 3];
        }
        return new Frame(first & 0x0f, (first & 0x80) != 0, first & RESERVED, (second & 0x80) != 0, payload);
    }

    private int readByte() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException("the connection ended");
        }
        return value;
    }

    private byte[] readFully(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended in a frame");
        }
        return bytes;
    }
}
