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
public final class DatabaseSnapshotter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DatabaseSnapshotter.class.getName());
    private static final Duration MAX_SNAPSHOT_AGE = Duration.ofDays(1);
    private static final int CHECKPOINT_ATTEMPTS = 40;
    private static final long CHECKPOINT_PAUSE_MILLIS = 25;
    private static final int BUFFER_BYTES = 1 << 20;

    private final SnapshotDirectory directory;
    private final Clock clock;
    private final long walLimit;
    /** Takes the writers' lock, and keeps the last connection of a pool from deleting the WAL. */
    private final Connection writerConnection;

    private final Connection checkpointConnection;
    /** Open as long as the database is: closing a file drops the locks that SQLite holds on it in this process. */
    private final RandomAccessFile databaseFile;

    private final RandomAccessFile walFile;
    private Optional<WalArchive> walArchive = Optional.empty();
    private Instant takenAt = Instant.EPOCH;
    private boolean failing;

    /** @param walLimit how many bytes the WAL may have before it is put into the database and a snapshot is taken */
    public DatabaseSnapshotter(SQLiteDataSource source, Path database, Path directory, long walLimit, Clock clock)
            throws SQLException, IOException {
        this.directory = new SnapshotDirectory(
                directory, database.getFileName().toString().replaceFirst("\\.db$", ""), clock);
        this.clock = clock;
        this.walLimit = walLimit;
        this.writerConnection = source.getConnection();
        this.checkpointConnection = source.getConnection();
        try (Statement statement = writerConnection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // makes both files where they are not there yet
            statement.execute("ROLLBACK");
        }
        this.databaseFile = new RandomAccessFile(database.toFile(), "r");
        this.walFile = new RandomAccessFile(database + "-wal", "r");
        takeSnapshot();
    }

    /**
     * Puts what is committed into the log beside the snapshot; called before a commit is acknowledged. What is wrong here is
     * logged and not thrown: the commit itself is done and durable.
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

    /** Catches up, and takes a snapshot where the WAL is long or the last snapshot a day old. */
    public synchronized void maintain() {
        archiveWal();
        boolean old = takenAt.plus(MAX_SNAPSHOT_AGE).isBefore(clock.instant());
        boolean changed = walArchive.map(c -> !c.isEmpty()).orElse(true);
        if (changed && (old || walArchive.map(WalArchive::walSize).orElse(0L) > walLimit)) {
            try {
                takeSnapshot();
            } catch (IOException | SQLException e) {
                warn(e);
            }
        }
    }

    /** Puts the WAL into the database and copies it, while writers wait and readers read on; false: not possible now. */
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

    /** All of the WAL goes into the database, unless a reader still needs an older state of it. */
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
            byte[] buffer = new byte[BUFFER_BYTES];
            databaseFile.seek(0);
            for (int read = databaseFile.read(buffer); read > 0; read = databaseFile.read(buffer)) {
                out.write(buffer, 0, read);
            }
            out.getFD().sync();
        }
        // First the log, which means nothing without its snapshot: no copy has a snapshot whose log began without a
        // name.
        WalArchive nextArchive = WalArchive.create(walFile, directory.walArchiveFile(number));
        Files.move(partial, directory.snapshotFile(number), StandardCopyOption.ATOMIC_MOVE);
        if (walArchive.isPresent()) {
            walArchive.get().close();
        }
        walArchive = Optional.of(nextArchive);
    }

    private void warn(Exception e) {
        if (!failing) {
            LOG.log(Level.WARNING, "snapshots wait, a copy of the data directory may lack the newest changes", e);
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
