package dev.codeagent.sandbox.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;

/** Hands bytes from one thread to another as soon as they come; a pipe of {@code java.io} would poll once a second. */
final class ByteQueue {
    private static final int MOST = 64 << 20;

    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private long size;
    private int read;
    private boolean ended;

    /** Waits while more than 64 MB are not read yet. */
    synchronized void put(byte[] piece) {
        try {
            while (size > MOST && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
        if (!ended && piece.length > 0) {
            pieces.add(piece);
            size += piece.length;
        }
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized int take(byte[] into, int offset, int length) throws IOException {
        try {
            while (pieces.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException();
        }
        byte[] first = pieces.peek();
        if (first == null) {
            return -1;
        }
        int count = Math.min(length, first.length - read);
        System.arraycopy(first, read, into, offset, count);
        read += count;
        size -= count;
        if (read == first.length) {
            pieces.remove();
            read = 0;
        }
        notifyAll();
        return count;
    }

    InputStream reader() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : take(into, offset, length);
            }
        };
    }

    OutputStream writer() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                synchronized (ByteQueue.this) {
                    if (ended) {
                        throw new IOException("the streams are cut");
                    }
                    put(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
                }
            }
        };
    }
}
