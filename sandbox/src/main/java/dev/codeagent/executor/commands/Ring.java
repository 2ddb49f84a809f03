package dev.codeagent.executor.commands;

/** The last bytes of a stream, in bounded memory, by their place in the whole of it. */
final class Ring {
    private static final int FIRST = 8_192;

    private final int capacity;
    private byte[] bytes = new byte[0];
    private long total;

    Ring(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(byte[] piece, int offset, int length) {
        int from = offset + Math.max(0, length - capacity);
        total += from - offset;
        grow(Math.min(capacity, total + length));
        for (int i = from; i < offset + length; ) {
            int at = (int) (total % bytes.length);
            int n = Math.min(offset + length - i, bytes.length - at);
            System.arraycopy(piece, i, bytes, at, n);
            i += n;
            total += n;
        }
    }

    /** While it has not wrapped, a larger array holds the same bytes at the same places. */
    private void grow(long needed) {
        if (needed > bytes.length) {
            long doubled = Math.max(needed, Math.max(FIRST, bytes.length * 2L));
            bytes = java.util.Arrays.copyOf(bytes, (int) Math.min(capacity, doubled));
        }
    }

    /** How many bytes came in all. */
    synchronized long total() {
        return total;
    }

    /** The place of the first byte that is still kept. */
    synchronized long first() {
        return Math.max(0, total - bytes.length);
    }

    /** At most {@code limit} bytes from the place on; none where there are none yet. */
    synchronized byte[] from(long place, int limit) {
        long start = Math.max(place, first());
        int length = (int) Math.clamp(total - start, 0, limit);
        byte[] piece = new byte[length];
        for (int i = 0; i < length; ) {
            int at = (int) ((start + i) % bytes.length);
            int n = Math.min(length - i, bytes.length - at);
            System.arraycopy(bytes, at, piece, i, n);
            i += n;
        }
        return piece;
    }
}
