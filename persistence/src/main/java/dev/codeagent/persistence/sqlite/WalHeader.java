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
 * @param checksum the checksum so far, both words in one
 */
record WalHeader(ByteOrder order, int pageSize, long salts, long checksum) {
    static final int SIZE = 32;

    private static final int MAGIC = 0x377f0682;

    /** Empty where the log is, or where its head is just being written. */
    static Optional<WalHeader> read(RandomAccessFile wal) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(SIZE);
        if (!readFully(header, wal, 0) || (header.getInt(0) & ~1) != MAGIC) {
            return Optional.empty();
        }
        ByteOrder order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        long checksum = extendChecksum(order, 0, header, 0, SIZE - 8);
        return checksum == header.getLong(24)
                ? Optional.of(new WalHeader(order, header.getInt(8), header.getLong(16), checksum))
                : Optional.empty();
    }

    /** SQLite's checksum, carried on over {@code length} bytes of the buffer. */
    static long extendChecksum(ByteOrder order, long checksum, ByteBuffer bytes, int from, int length) {
        ByteBuffer words = bytes.duplicate().order(order);
        int s0 = (int) (checksum >>> 32);
        int s1 = (int) checksum;
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
    static boolean readFully(ByteBuffer buffer, RandomAccessFile file, long position) throws IOException {
        file.seek(position);
        int filled = 0;
        int read;
        while (filled < buffer.capacity()
                && (read = file.read(buffer.array(), filled, buffer.capacity() - filled)) > 0) {
            filled += read;
        }
        return filled == buffer.capacity();
    }
}
