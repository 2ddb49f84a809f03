package dev.codeagent.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Passes on the frames of a client that the container may see. It ends the connection at a frame without mask, at an invalid control
 * frame and at one that is too large: in their place the container gets a close frame, which it answers with the same code. Pings that
 * could not be answered, because the client does not read, are left out.
 */
final class FrameGuard {
    /** A message may have 1,048,576 characters, each of up to four bytes. */
    static final int MAX_FRAME_BYTES = 4 << 20;

    /** Frames up to this size do not count as memory. */
    static final int SMALL_FRAME_BYTES = 64 << 10;

    static final int PROTOCOL_ERROR = 1002;
    static final int TOO_LARGE = 1009;

    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int FIRST_CONTROL = 8;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MASK_BYTES = 4;
    private static final int MAX_HEADER = 2 + Long.BYTES + MASK_BYTES;

    private final BooleanSupplier unread;
    private final IncomingMemory.Share memory;
    private final byte[] header = new byte[MAX_HEADER];
    /** What was received of a large frame. */
    private ByteArrayOutputStream frame = new ByteArrayOutputStream();

    private int headerBytes;
    private long payloadLeft;
    private boolean large;
    private boolean dropped;
    private boolean closing;
    private boolean closed;

    /** @param unread whether the client does not read what the server has sent */
    FrameGuard(BooleanSupplier unread, IncomingMemory.Share memory) {
        this.unread = unread;
        this.memory = memory;
    }

    /** Reads all bytes and writes those that the container gets. */
    void filter(ByteBuffer in, ByteArrayOutputStream out) {
        while (in.hasRemaining() && !closed) {
            if (payloadLeft > 0) {
                passPayload(in, out);
            } else {
                header[headerBytes++] = in.get();
                if (headerBytes >= 2) {
                    checkHeader(out);
                }
            }
        }
        if (closed) {
            in.position(in.limit());
        }
    }

    private void passPayload(ByteBuffer in, ByteArrayOutputStream out) {
        int count = (int) Math.min(in.remaining(), payloadLeft);
        if (large && !memory.hold(memory.held() + count)) {
            end(out, TOO_LARGE, "too many large messages at the same time");
            return;
        }
        if (!dropped) {
            (large ? frame : out).write(in.array(), in.arrayOffset() + in.position(), count);
        }
        in.position(in.position() + count);
        payloadLeft -= count;
        if (payloadLeft == 0) {
            finishFrame(out);
        }
    }

    private void finishFrame(ByteArrayOutputStream out) {
        if (large) {
            out.writeBytes(frame.toByteArray());
            frame = new ByteArrayOutputStream();
            memory.release();
        }
        closed = closing;
    }

    private void checkHeader(ByteArrayOutputStream out) {
        boolean control = (header[0] & 0x0f) >= FIRST_CONTROL;
        int lengthCode = header[1] & 0x7f;
        if (header[1] >= 0) {
            end(out, PROTOCOL_ERROR, "a frame of a client must be masked");
        } else if (control && (header[0] >= 0 || lengthCode >= LENGTH_16)) {
            end(out, PROTOCOL_ERROR, "a control frame must be one frame of at most 125 bytes");
        } else if (headerBytes == 2 + lengthBytes(lengthCode) + MASK_BYTES) {
            passHeader(out, lengthCode);
        }
    }

    private static int lengthBytes(int lengthCode) {
        return lengthCode == LENGTH_64 ? Long.BYTES : lengthCode == LENGTH_16 ? Short.BYTES : 0;
    }

    private void passHeader(ByteArrayOutputStream out, int lengthCode) {
        var buffer = ByteBuffer.wrap(header, 2, Long.BYTES);
        long length = lengthCode == LENGTH_64
                ? buffer.getLong()
                : lengthCode == LENGTH_16 ? buffer.getShort() & 0xffff : lengthCode;
        if (length < 0) {
            end(out, PROTOCOL_ERROR, "the length of a frame has 63 bits");
            return;
        }
        if (length > MAX_FRAME_BYTES) {
            end(out, TOO_LARGE, "a frame may contain at most " + MAX_FRAME_BYTES + " bytes");
            return;
        }
        int opcode = header[0] & 0x0f;
        dropped = opcode == PING && unread.getAsBoolean();
        closing = opcode == CLOSE;
        large = length > SMALL_FRAME_BYTES;
        if (!dropped) {
            (large ? frame : out).write(header, 0, headerBytes);
        }
        payloadLeft = length;
        headerBytes = 0;
        if (length == 0) {
            finishFrame(out);
        }
    }

    /** The rest of the connection is not read. */
    private void end(ByteArrayOutputStream out, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        out.write(0x80 | CLOSE);
        out.write(0x80 | Short.BYTES + text.length);
        out.writeBytes(new byte[MASK_BYTES]);
        out.write(code >> Byte.SIZE);
        out.write(code);
        out.writeBytes(text);
        frame = new ByteArrayOutputStream();
        memory.release();
        closed = true;
    }
}
