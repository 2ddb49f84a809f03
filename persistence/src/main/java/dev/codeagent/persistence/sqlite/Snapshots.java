package dev.codeagent.persistence.sqlite;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sqlite.SQLiteDataSource;

/**
 * Makes plain copies of a data directory good at any time. A copy of the database's own files can be torn, since pages move
 * from the write-ahead log into the database while they are copied. So beside it lie snapshots that never change
 * ({@code NAME-N.db}), each with a log of all transactions after it that only grows ({@code NAME-N.wal}); the newest pair in
 * a copy is the database as it was when the copying began, or later.
 */
public final class Snapshots implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Snapshots.class.getName());
    private static final Duration DAY = Duration.ofDays(1);
    private static final int TRIES = 40;
    private static final long PAUSE_MILLIS = 25;
    private static final int PIECE = 1 << 20;

    private final SnapshotFolder folder;
    private final Clock clock;
    private final long walLimit;
    /** Takes the writers' lock, and keeps the last connection of a pool from deleting the WAL. */
    private final Connection writer;

    private final Connection checkpointer;
    /** Open as long as the database is: closing a file drops the locks that SQLite holds on it in this process. */
    private final RandomAccessFile pages;

    private final RandomAccessFile wal;
    private Optional<ChangeLog> changes = Optional.empty();
    private Instant taken = Instant.EPOCH;
    private boolean failing;

    /** @param walLimit how many bytes the WAL may have before it is put into the database and a snapshot is taken */
    public Snapshots(SQLiteDataSource source, Path database, Path folder, long walLimit, Clock clock)
            throws SQLException, IOException {
        this.folder =
                new SnapshotFolder(folder, database.getFileName().toString().replaceFirst("\\.db$", ""), clock);
        this.clock = clock;
        this.walLimit = walLimit;
        this.writer = source.getConnection();
        this.checkpointer = source.getConnection();
        try (Statement statement = writer.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // makes both files where they are not there yet
            statement.execute("ROLLBACK");
        }
        this.pages = new RandomAccessFile(database.toFile(), "r");
        this.wal = new RandomAccessFile(database + "-wal", "r");
        take();
    }

    /**
     * Puts what is committed into the log beside the snapshot; called before a commit is acknowledged. What is wrong here is
     * logged and not thrown: the commit itself is done and durable.
     */
    public synchronized void catchUp() {
        try {
            if (changes.isEmpty() || !changes.get().follow()) {
                take();
            }
            failing = false;
        } catch (IOException | SQLException e) {
            warn(e);
        }
    }

    /** Catches up, and takes a snapshot where the WAL is long or the last snapshot a day old. */
    public synchronized void tend() {
        catchUp();
        boolean old = taken.plus(DAY).isBefore(clock.instant());
        boolean changed = changes.map(c -> !c.isEmpty()).orElse(true);
        if (changed && (old || changes.map(ChangeLog::walSize).orElse(0L) > walLimit)) {
            try {
                take();
            } catch (IOException | SQLException e) {
                warn(e);
            }
        }
    }

    /** Puts the WAL into the database and copies it, while writers wait and readers read on; false: not possible now. */
    public synchronized boolean take() throws IOException, SQLException {
        try (Statement lock = writer.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            try {
                if (changes.isPresent()) {
                    changes.get().follow();
                }
                if (!checkpoint()) {
                    return false;
                }
                copy();
            } finally {
                lock.execute("ROLLBACK");
            }
        }
        taken = clock.instant();
        folder.prune();
        return true;
    }

    /** All of the WAL goes into the database, unless a reader still needs an older state of it. */
    private boolean checkpoint() throws SQLException {
        for (int i = 0; i < TRIES; i++) {
            try (Statement statement = checkpointer.createStatement();
                    ResultSet rows = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
                rows.next();
                if (rows.getInt(1) == 0 && rows.getInt(2) == rows.getInt(3)) {
                    return true;
                }
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private void copy() throws IOException {
        long number = folder.next();
        Path partial = folder.partial(number);
        try (var out = new FileOutputStream(partial.toFile())) {
            byte[] piece = new byte[PIECE];
            pages.seek(0);
            for (int read = pages.read(piece); read > 0; read = pages.read(piece)) {
                out.write(piece, 0, read);
            }
            out.getFD().sync();
        }
        // First the log, which means nothing without its snapshot: no copy has a snapshot whose log began without a
        // name.
        ChangeLog fresh = ChangeLog.begin(wal, folder.log(number));
        Files.move(partial, folder.snapshot(number), StandardCopyOption.ATOMIC_MOVE);
        if (changes.isPresent()) {
            changes.get().close();
        }
        changes = Optional.of(fresh);
    }

    private void warn(Exception e) {
        if (!failing) {
            LOG.log(Level.WARNING, "snapshots wait, a copy of the data directory may lack the newest changes", e);
        }
        failing = true;
    }

    @Override
    public synchronized void close() throws IOException, SQLException {
        catchUp();
        if (changes.isPresent()) {
            changes.get().close();
        }
        wal.close();
        checkpointer.close();
        writer.close();
        pages.close();
    }
}
