package dev.codeagent.sandbox.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;

/** Passes bytes from one thread to another without delay; a pipe of {@code java.io} polls once a second. */
final class BytePipe {
    private static final int MAX_BUFFERED_BYTES = 64 << 20;

    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private long bufferedBytes;
    private int chunkOffset;
    private boolean closed;

    /** Blocks while more than 64 MB are unread. */
    synchronized void put(byte[] chunk) {
        try {
            while (bufferedBytes > MAX_BUFFERED_BYTES && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        if (!closed && chunk.length > 0) {
            chunks.add(chunk);
            bufferedBytes += chunk.length;
        }
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized int take(byte[] buffer, int offset, int length) throws IOException {
        try {
            while (chunks.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException();
        }
        byte[] first = chunks.peek();
        if (first == null) {
            return -1;
        }
        int count = Math.min(length, first.length - chunkOffset);
        System.arraycopy(first, chunkOffset, buffer, offset, count);
        chunkOffset += count;
        bufferedBytes -= count;
        if (chunkOffset == first.length) {
            chunks.remove();
            chunkOffset = 0;
        }
        notifyAll();
        return count;
    }

    InputStream inputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var single = new byte[1];
                return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return length == 0 ? 0 : take(buffer, offset, length);
            }
        };
    }

    OutputStream outputStream() {
        return new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                write(new byte[] {(byte) single}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                synchronized (BytePipe.this) {
                    if (closed) {
                        throw new IOException("the streams are closed");
                    }
                    put(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
                }
            }
        };
    }
}
