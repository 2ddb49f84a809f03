package dev.codeagent.persistence.sqlite;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
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
 * Makes a plain copy of a data directory restorable at any time. A copy of the database's own files can be
 * inconsistent, because pages move from the write-ahead log (WAL) into the database during the copy. Therefore the
 * directory also contains snapshots that never change ({@code NAME-N.db}), each with an append-only log of all later
 * transactions ({@code NAME-N.wal}). The newest pair in a copy is the database as it was when the copy began, or later.
 */
public final class DatabaseSnapshotter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DatabaseSnapshotter.class.getName());
    private static final Duration MAX_SNAPSHOT_AGE = Duration.ofDays(1);
    private static final int CHECKPOINT_ATTEMPTS = 40;
    private static final long CHECKPOINT_PAUSE_MILLIS = 25;

    private final SnapshotDirectory directory;
    private final Clock clock;
    private final long walLimit;
    /** Takes the write lock, and prevents the last connection of a pool from deleting the WAL. */
    private final Connection writerConnection;

    private final Connection checkpointConnection;
    /** Stays open as long as the database: closing a file drops the locks that SQLite holds on it in this process. */
    private final RandomAccessFile databaseFile;

    private final RandomAccessFile walFile;
    private Optional<WalArchive> walArchive = Optional.empty();
    private Instant takenAt = Instant.EPOCH;
    private boolean failing;

    /** @param walLimit the size of the WAL in bytes above which it is checkpointed and a snapshot is taken, if it is also above half
     *     of the database */
    public DatabaseSnapshotter(SQLiteDataSource source, Path database, Path directory, long walLimit, Clock clock)
            throws SQLException, IOException {
        this.directory = new SnapshotDirectory(
                directory, database.getFileName().toString().replaceFirst("\\.db$", ""), clock);
        this.clock = clock;
        this.walLimit = walLimit;
        this.writerConnection = source.getConnection();
        this.checkpointConnection = source.getConnection();
        try (Statement statement = writerConnection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // creates both files if they are missing
            statement.execute("ROLLBACK");
        }
        this.databaseFile = new RandomAccessFile(database.toFile(), "r");
        this.walFile = new RandomAccessFile(database + "-wal", "r");
        takeSnapshot();
    }

    /**
     * Appends committed transactions to the log of the snapshot; called before a commit is acknowledged. A failure here
     * is logged and not thrown, because the commit itself is durable.
     */
    public synchronized void archiveWal() {
        try {
            if (walArchive.isEmpty() || !walArchive.get().appendCommitted()) {
                takeSnapshot();
            }
            failing = false;
        } catch (IOException | SQLException e) {
            warn(e);
        }
    }

    /** Archives the WAL; takes a snapshot if the WAL is too long or the last snapshot is one day old. */
    public synchronized void maintain() {
        archiveWal();
        boolean old = takenAt.plus(MAX_SNAPSHOT_AGE).isBefore(clock.instant());
        boolean changed = walArchive.map(c -> !c.isEmpty()).orElse(true);
        try {
            if (changed && (old || walArchive.map(WalArchive::walSize).orElse(0L) > snapshotLimit())) {
                takeSnapshot();
            }
        } catch (IOException | SQLException e) {
            warn(e);
        }
    }

    /** Writers wait while a snapshot is taken, so that of a large database is taken after more changes. */
    private long snapshotLimit() throws IOException {
        return Math.max(walLimit, databaseFile.length() / 2);
    }

    /**
     * Checkpoints the WAL and copies the database while writers wait; readers continue.
     *
     * @return false if this is not possible now
     */
    public synchronized boolean takeSnapshot() throws IOException, SQLException {
        try (Statement lock = writerConnection.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            try {
                if (walArchive.isPresent()) {
                    walArchive.get().appendCommitted();
                }
                if (!checkpoint()) {
                    return false;
                }
                copyDatabase();
            } finally {
                lock.execute("ROLLBACK");
            }
        }
        takenAt = clock.instant();
        directory.prune();
        return true;
    }

    /** Moves the whole WAL into the database, unless a reader still needs an older state. */
    private boolean checkpoint() throws SQLException {
        for (int i = 0; i < CHECKPOINT_ATTEMPTS; i++) {
            try (Statement statement = checkpointConnection.createStatement();
                    ResultSet rows = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
                rows.next();
                if (rows.getInt(1) == 0 && rows.getInt(2) == rows.getInt(3)) {
                    return true;
                }
                Thread.sleep(CHECKPOINT_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private void copyDatabase() throws IOException {
        long number = directory.nextNumber();
        Path partial = directory.partialFile(number);
        try (var out = new FileOutputStream(partial.toFile())) {
            // The kernel copies; where the file system can, it only shares the blocks.
            FileChannel database = databaseFile.getChannel();
            long size = database.size();
            for (long position = 0; position < size; ) {
                position += database.transferTo(position, size - position, out.getChannel());
            }
            out.getFD().sync();
        }
        // Create the log first, because a log without its snapshot is harmless: then a copy has each snapshot with its
        // whole log.
        WalArchive nextArchive = WalArchive.create(walFile, directory.walArchiveFile(number));
        Files.move(partial, directory.snapshotFile(number), StandardCopyOption.ATOMIC_MOVE);
        if (walArchive.isPresent()) {
            walArchive.get().close();
        }
        walArchive = Optional.of(nextArchive);
    }

    private void warn(Exception e) {
        if (!failing) {
            LOG.log(
                    Level.WARNING,
                    "snapshots are delayed; a copy of the data directory may lack the newest changes",
                    e);
        }
        failing = true;
    }

    @Override
    public synchronized void close() throws IOException, SQLException {
        archiveWal();
        if (walArchive.isPresent()) {
            walArchive.get().close();
        }
        walFile.close();
        checkpointConnection.close();
        writerConnection.close();
        databaseFile.close();
    }
}
