package dev.codeagent.persistence.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The header of a SQLite write-ahead log ("WAL Header Format" in SQLite's file format description). A restarted log has
 * other salts.
 *
 * @param checksum the checksum so far, both 32-bit words in one number
 */
record WalHeader(ByteOrder order, int pageSize, long salts, long checksum) {
    static final int SIZE = 32;

    private static final int MAGIC = 0x377f0682;

    /** Empty if there is no log, or if its header is being written. */
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

    /** Extends SQLite's checksum by {@code length} bytes of the buffer. */
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
     * Fills the buffer from a position in the file. Uses no channel, because an interrupt closes a channel and the
     * thread of a run may be interrupted.
     *
     * @return false if the file ends before
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
