package dev.codeagent.persistence.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An append-only file with all transactions of a write-ahead log (WAL) since a snapshot. It has one name from its
 * creation on. Therefore a copy of it contains at least what it contained when the copy began.
 */
final class WalArchive implements AutoCloseable {
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int COMMIT_OFFSET = 4;
    private static final int SALTS_OFFSET = 8;
    private static final int CHECKSUM_OFFSET = 16;
    private static final int BUFFER_BYTES = 1 << 16;

    private final RandomAccessFile wal;
    private final RandomAccessFile archive;
    private Optional<WalHeader> header;
    /** The end of the committed part of the WAL that is in the snapshot or in this file. */
    private long archivedEnd = WalHeader.SIZE;

    private long checksum;
    private boolean empty = true;

    private WalArchive(RandomAccessFile wal, RandomAccessFile archive) throws IOException {
        this.wal = wal;
        this.archive = archive;
        this.header = WalHeader.read(wal);
        header.ifPresent(h -> checksum = h.checksum());
    }

    /** Starts at the current end of the WAL; nothing may write to the database meanwhile. */
    static WalArchive create(RandomAccessFile wal, Path file) throws IOException {
        Files.createFile(file);
        var archive = new WalArchive(wal, new RandomAccessFile(file.toFile(), "rw"));
        if (archive.header.isPresent()) {
            archive.scan(archive.header.get());
        }
        return archive;
    }

    /** The used length of the WAL in bytes. */
    long walSize() {
        return archivedEnd;
    }

    boolean isEmpty() {
        return empty;
    }

    /**
     * Appends what was committed since the last call.
     *
     * @return false if the WAL was restarted and this file must be replaced
     */
    boolean appendCommitted() throws IOException {
        Optional<WalHeader> current = WalHeader.read(wal);
        if (current.isEmpty()) {
            return true;
        }
        if (!current.equals(header)) {
            if (!empty) {
                return false;
            }
            header = current;
            archivedEnd = WalHeader.SIZE;
            checksum = current.get().checksum();
        }
        long before = archivedEnd;
        scan(current.get());
        if (archivedEnd > before) {
            // A log must contain its WAL from the first frame on, because each checksum covers everything before it.
            append(empty ? 0 : before);
            empty = false;
        }
        return true;
    }

    /** Moves {@code archivedEnd} behind the last complete frame that ends a transaction. */
    private void scan(WalHeader walHeader) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + walHeader.pageSize());
        long position = archivedEnd;
        long runningChecksum = checksum;
        while (WalHeader.readFully(frame, wal, position)) {
            runningChecksum = WalHeader.extendChecksum(walHeader.order(), runningChecksum, frame, 0, SALTS_OFFSET);
            runningChecksum = WalHeader.extendChecksum(
                    walHeader.order(), runningChecksum, frame, FRAME_HEADER_BYTES, walHeader.pageSize());
            if (frame.getLong(SALTS_OFFSET) != walHeader.salts() || frame.getLong(CHECKSUM_OFFSET) != runningChecksum) {
                return;
            }
            position += frame.capacity();
            if (frame.getInt(COMMIT_OFFSET) != 0) {
                archivedEnd = position;
                checksum = runningChecksum;
            }
        }
    }

    private void append(long from) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        wal.seek(from);
        archive.seek(from);
        for (long position = from; position < archivedEnd; ) {
            int length = (int) Math.min(buffer.length, archivedEnd - position);
            wal.readFully(buffer, 0, length);
            archive.write(buffer, 0, length);
            position += length;
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
