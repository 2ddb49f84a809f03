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
final class ChangeLog implements AutoCloseable {
    private static final int FRAME_HEAD = 24;
    private static final int COMMIT = 4;
    private static final int SALTS = 8;
    private static final int SUM = 16;
    private static final int PIECE = 1 << 16;

    private final RandomAccessFile wal;
    private final RandomAccessFile log;
    private Optional<WalHeader> header;
    /** What is committed and known: up to there the WAL is in the snapshot or in this file. */
    private long known = WalHeader.SIZE;

    private long sum;
    private boolean empty = true;

    private ChangeLog(RandomAccessFile wal, RandomAccessFile log) throws IOException {
        this.wal = wal;
        this.log = log;
        this.header = WalHeader.read(wal);
        header.ifPresent(h -> sum = h.sum());
    }

    /** Begins where the WAL ends now; nobody may write to the database meanwhile. */
    static ChangeLog begin(RandomAccessFile wal, Path file) throws IOException {
        Files.createFile(file);
        var log = new ChangeLog(wal, new RandomAccessFile(file.toFile(), "rw"));
        if (log.header.isPresent()) {
            log.scan(log.header.get());
        }
        return log;
    }

    /** How much of the WAL is in use. */
    long walSize() {
        return known;
    }

    boolean isEmpty() {
        return empty;
    }

    /** Takes over what was committed since the last call; false where the WAL was begun anew behind our back. */
    boolean follow() throws IOException {
        Optional<WalHeader> now = WalHeader.read(wal);
        if (now.isEmpty()) {
            return true;
        }
        if (!now.equals(header)) {
            if (!empty) {
                return false;
            }
            header = now;
            known = WalHeader.SIZE;
            sum = now.get().sum();
        }
        long before = known;
        scan(now.get());
        if (known > before) {
            // A log must hold its WAL from the first frame on, because each checksum covers all that is before it.
            append(empty ? 0 : before);
            empty = false;
        }
        return true;
    }

    /** Moves {@code known} behind the last frame that is whole and ends a transaction. */
    private void scan(WalHeader head) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEAD + head.pageSize());
        long position = known;
        long running = sum;
        while (WalHeader.fill(frame, wal, position)) {
            running = WalHeader.checksum(head.order(), running, frame, 0, SALTS);
            running = WalHeader.checksum(head.order(), running, frame, FRAME_HEAD, head.pageSize());
            if (frame.getLong(SALTS) != head.salts() || frame.getLong(SUM) != running) {
                return;
            }
            position += frame.capacity();
            if (frame.getInt(COMMIT) != 0) {
                known = position;
                sum = running;
            }
        }
    }

    private void append(long from) throws IOException {
        byte[] piece = new byte[PIECE];
        wal.seek(from);
        log.seek(from);
        for (long at = from; at < known; ) {
            int length = (int) Math.min(piece.length, known - at);
            wal.readFully(piece, 0, length);
            log.write(piece, 0, length);
            at += length;
        }
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
