package dev.codeagent.websocket;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The compressed message that a client is sending. What is longer than allowed is not decompressed. */
final class InflatedMessage implements AutoCloseable {
    /** What a sender removes from the end of each message (RFC 7692, 7.2.1). */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private static final int BUFFER_BYTES = 8 << 10;

    private final Inflater inflater = new Inflater(true);
    private final int maxBytes;
    private long bytes;
    private boolean failed;

    /** The message becomes too large. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException(int maxBytes) {
            super("a message may contain at most " + maxBytes + " bytes after it is decompressed");
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    InflatedMessage(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The next part of the message. */
    byte[] inflate(byte[] data, boolean last) throws DataFormatException {
        failed = true;
        var out = new ByteArrayOutputStream(Math.min(BUFFER_BYTES, 1 + 4 * data.length));
        inflate(data, out);
        if (last) {
            inflate(TAIL, out);
        }
        failed = false;
        return out.toByteArray();
    }

    private void inflate(byte[] data, ByteArrayOutputStream out) throws DataFormatException {
        byte[] buffer = new byte[BUFFER_BYTES];
        inflater.setInput(data);
        while (true) {
            int count = inflater.inflate(buffer);
            bytes += count;
            if (bytes > maxBytes) {
                throw new TooLargeException(maxBytes);
            }
            out.write(buffer, 0, count);
            if (inflater.needsDictionary()) {
                throw new DataFormatException("a dictionary is needed");
            } else if (inflater.finished()) {
                int left = inflater.getRemaining(); // The sender ended a stream, and may begin another one.
                inflater.reset();
                if (left == 0) {
                    return;
                }
                inflater.setInput(data, data.length - left, left);
            } else if (count == 0 && inflater.needsInput()) {
                return;
            }
        }
    }

    /** Whether nothing more can be read. */
    boolean isFailed() {
        return failed;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
