package dev.codeagent.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.zip.Deflater;

/** A few compressors for all connections. A compressor needs about 260 KB outside of the heap. */
final class DeflatePool {
    /** Of the server. */
    static final DeflatePool SERVER =
            new DeflatePool(2 * Runtime.getRuntime().availableProcessors(), FrameGuard.MAX_FRAME_BYTES);

    /** Slower levels save a tenth and cost twice the time. */
    private static final int LEVEL = 3;

    /** What follows the data of each message and is not sent (RFC 7692, 7.2.1). */
    private static final int TAIL_BYTES = 4;

    private static final int BUFFER_BYTES = 8 << 10;

    private final Semaphore permits;
    private final ConcurrentLinkedQueue<Deflater> idle = new ConcurrentLinkedQueue<>();
    private final int maxMessageBytes;

    DeflatePool(int size, int maxMessageBytes) {
        this.permits = new Semaphore(size);
        this.maxMessageBytes = maxMessageBytes;
    }

    InflatedMessage openMessage() {
        return new InflatedMessage(maxMessageBytes);
    }

    /** The data of a compressed message; empty if all compressors are in use. */
    Optional<byte[]> deflate(byte[] data) {
        if (!permits.tryAcquire()) {
            return Optional.empty();
        }
        try {
            Deflater deflater = idle.poll();
            if (deflater == null) {
                deflater = new Deflater(LEVEL, true);
            }
            byte[] compressed = deflate(deflater, data);
            deflater.reset();
            idle.add(deflater);
            return Optional.of(compressed);
        } finally {
            permits.release();
        }
    }

    private static byte[] deflate(Deflater deflater, byte[] data) {
        var out = new ByteArrayOutputStream(data.length / 3);
        byte[] buffer = new byte[BUFFER_BYTES];
        deflater.setInput(data);
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, count);
        } while (count == buffer.length);
        byte[] all = out.toByteArray();
        return java.util.Arrays.copyOf(all, all.length - TAIL_BYTES);
    }
}
