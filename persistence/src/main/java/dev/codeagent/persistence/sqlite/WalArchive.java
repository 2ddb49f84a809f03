package dev.codeagent.persistence.sqlite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that gets every transaction of a write-ahead log from a snapshot on, and nothing else: it only ever grows, and it has
 * one name from its beginning. So a copy of it holds at least what it held when the copying began.
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
    /** What is committed and known: up to there the WAL is in the snapshot or in this file. */
    private long archivedEnd = WalHeader.SIZE;

    private long checksum;
    private boolean empty = true;

    private WalArchive(RandomAccessFile wal, RandomAccessFile archive) throws IOException {
        this.wal = wal;
        this.archive = archive;
        this.header = WalHeader.read(wal);
        header.ifPresent(h -> checksum = h.checksum());
    }

    /** Begins where the WAL ends now; nobody may write to the database meanwhile. */
    static WalArchive create(RandomAccessFile wal, Path file) throws IOException {
        Files.createFile(file);
        var archive = new WalArchive(wal, new RandomAccessFile(file.toFile(), "rw"));
        if (archive.header.isPresent()) {
            archive.scan(archive.header.get());
        }
        return archive;
    }

    /** How much of the WAL is in use. */
    long walSize() {
        return archivedEnd;
    }

    boolean isEmpty() {
        return empty;
    }

    /** Takes over what was committed since the last call; false where the WAL was begun anew behind our back. */
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
            // A log must hold its WAL from the first frame on, because each checksum covers all that is before it.
            append(empty ? 0 : before);
            empty = false;
        }
        return true;
    }

    /** Moves {@code known} behind the last frame that is whole and ends a transaction. */
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
