package dev.codeagent.persistence.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The head of a SQLite write-ahead log ("WAL Header Format" in SQLite's description of its files). A log that is begun anew
 * has other salts.
 *
 * @param sum the checksum so far, both words in one
 */
record WalHeader(ByteOrder order, int pageSize, long salts, long sum) {
    static final int SIZE = 32;

    private static final int MAGIC = 0x377f0682;

    /** Empty where the log is, or where its head is just being written. */
    static Optional<WalHeader> read(RandomAccessFile wal) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(SIZE);
        if (!fill(head, wal, 0) || (head.getInt(0) & ~1) != MAGIC) {
            return Optional.empty();
        }
        ByteOrder order = (head.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        long sum = checksum(order, 0, head, 0, SIZE - 8);
        return sum == head.getLong(24)
                ? Optional.of(new WalHeader(order, head.getInt(8), head.getLong(16), sum))
                : Optional.empty();
    }

    /** SQLite's checksum, carried on over {@code length} bytes of the buffer. */
    static long checksum(ByteOrder order, long sum, ByteBuffer bytes, int from, int length) {
        ByteBuffer words = bytes.duplicate().order(order);
        int s0 = (int) (sum >>> 32);
        int s1 = (int) sum;
        for (int i = from; i < from + length; i += 8) {
            s0 += words.getInt(i) + s1;
            s1 += words.getInt(i + 4) + s0;
        }
        return (long) s0 << 32 | s1 & 0xffffffffL;
    }

    /**
     * Fills the buffer from a place of the file; false where the file ends before. Files are read without channels here: an
     * interrupt closes a channel, and a run's thread may be interrupted.
     */
    static boolean fill(ByteBuffer buffer, RandomAccessFile file, long position) throws IOException {
        file.seek(position);
        int all = 0;
        int read;
        while (all < buffer.capacity() && (read = file.read(buffer.array(), all, buffer.capacity() - all)) > 0) {
            all += read;
        }
        return all == buffer.capacity();
    }
}
