package dev.codeagent.executor.commands;

/** The last bytes of a stream in bounded memory, addressed by their offset in the stream. */
final class RingBuffer {
    private static final int INITIAL_CAPACITY = 8_192;

    private final int capacity;
    private byte[] bytes = new byte[0];
    private long total;

    RingBuffer(int capacity) {
        this.capacity = capacity;
    }

    synchronized void append(byte[] chunk, int offset, int length) {
        int from = offset + Math.max(0, length - capacity);
        total += from - offset;
        grow(Math.min(capacity, total + length));
        for (int i = from; i < offset + length; ) {
            int index = (int) (total % bytes.length);
            int n = Math.min(offset + length - i, bytes.length - index);
            System.arraycopy(chunk, i, bytes, index, n);
            i += n;
            total += n;
        }
    }

    /** Before the buffer wraps, a larger array contains the same bytes at the same indexes. */
    private void grow(long needed) {
        if (needed > bytes.length) {
            long doubled = Math.max(needed, Math.max(INITIAL_CAPACITY, bytes.length * 2L));
            bytes = java.util.Arrays.copyOf(bytes, (int) Math.min(capacity, doubled));
        }
    }

    /** Number of bytes that were appended. */
    synchronized long totalBytes() {
        return total;
    }

    /** Offset of the first byte that is still kept. */
    synchronized long firstOffset() {
        return Math.max(0, total - bytes.length);
    }

    /** At most {@code limit} bytes from the offset; empty if there are none yet. */
    synchronized byte[] read(long offset, int limit) {
        long start = Math.max(offset, firstOffset());
        int length = (int) Math.clamp(total - start, 0, limit);
        byte[] chunk = new byte[length];
        for (int i = 0; i < length; ) {
            int index = (int) ((start + i) % bytes.length);
            int n = Math.min(length - i, bytes.length - index);
            System.arraycopy(bytes, index, chunk, i, n);
            i += n;
        }
        return chunk;
    }
}
