package dev.codeagent.persistence.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class DatabaseSnapshotterTest {
    private static final String SETTINGS =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=NORMAL";
    private static final int WRITERS = 4;
    private static final int COPIES = 10;
    private static final long SMALL_WAL_LIMIT = 400_000;

    @TempDir
    Path folder;

    private Path data;
    private SQLiteDataSource source;

    @BeforeEach
    void migrate() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        source = source(data, SETTINGS + "&wal_autocheckpoint=0");
        MainDatabase.migrate(DatabaseType.SQLITE, source);
    }

    private static SQLiteDataSource source(Path data, String settings) {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + data.resolve("codeagent.db") + settings);
        return dataSource;
    }

    private DatabaseSnapshotter open(SQLiteDataSource dataSource, long walLimit) throws Exception {
        return new DatabaseSnapshotter(
                dataSource, data.resolve("codeagent.db"), data.resolve("snapshots"), walLimit, Clock.systemUTC());
    }

    @RepeatedTest(3)
    void aCopyTakenDuringWritesHasAllEventsAcknowledgedBefore() throws Exception {
        assertCopiesHaveAcknowledgedEvents(source, SMALL_WAL_LIMIT);
    }

    @RepeatedTest(3)
    void aCopyIsCompleteWhenSqliteRestartsTheWal() throws Exception {
        assertCopiesHaveAcknowledgedEvents(source(data, SETTINGS + "&wal_autocheckpoint=200"), Long.MAX_VALUE);
    }

    private void assertCopiesHaveAcknowledgedEvents(SQLiteDataSource dataSource, long walLimit) throws Exception {
        var acknowledged = new AtomicLongArray(WRITERS);
        var stopped = new AtomicBoolean();
        try (DatabaseSnapshotter snapshotter = open(dataSource, walLimit);
                var threads = Executors.newCachedThreadPool()) {
            var journal = new WalArchivingRunJournal(new JdbcRunJournal(dataSource, ""), snapshotter);
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                threads.submit(() -> {
                    for (long seq = 1; !stopped.get(); seq++) {
                        journal.append(List.of(event("run-" + writer, seq)));
                        acknowledged.set(writer, seq);
                        Thread.sleep(1); // on purpose: several writers at a moderate rate
                    }
                    return null;
                });
            }
            threads.submit(() -> {
                while (!stopped.get()) {
                    snapshotter.maintain();
                    Thread.sleep(1); // on purpose, as above
                }
                return null;
            });
            try {
                for (int i = 0; i < COPIES || number(newest(data)) < COPIES; i++) {
                    long[] before = new long[WRITERS];
                    for (int w = 0; w < WRITERS; w++) {
                        before[w] = acknowledged.get(w);
                    }
                    Path copy = copy(i);
                    restore(copy);
                    assertHasEvents(copy, before);
                }
            } finally {
                stopped.set(true);
            }
        }
    }

    private static long number(Path snapshot) {
        return Long.parseLong(snapshot.getFileName().toString().replaceAll("\\D", ""));
    }

    private static RecordedEvent event(String run, long seq) {
        RunEvent event = seq == 1
                ? new RunEvent.Created(
                        "p-1",
                        "s-1",
                        "local",
                        "/code",
                        List.of(),
                        "x",
                        List.of(AgentName.CODING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty())
                : new RunEvent.Notice(RunEvent.Notice.Level.INFO, "n", "text ".repeat((int) (seq % 50)));
        return new RecordedEvent(new RunId(run), seq, Instant.EPOCH, event);
    }

    /** Copies like {@code cp -r}: file by file in any order, slowly in small pieces. */
    private Path copy(int number) throws IOException, InterruptedException {
        var random = new Random(number);
        Path copy = folder.resolve("copy-" + number);
        var folders = new ArrayList<>(List.of(data, data.resolve("snapshots")));
        Collections.shuffle(folders, random);
        for (Path from : folders) {
            Path to = Files.createDirectories(copy.resolve(data.relativize(from).toString()));
            List<Path> files;
            try (Stream<Path> listed = Files.list(from)) {
                files = new ArrayList<>(listed.filter(Files::isRegularFile).toList());
            }
            Collections.shuffle(files, random);
            for (Path file : files) {
                Thread.sleep(random.nextInt(3));
                copy(file, to.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        byte[] buffer = new byte[100_000];
        try (OutputStream out = Files.newOutputStream(to);
                InputStream in = Files.newInputStream(from)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                Thread.sleep(1);
            }
        } catch (NoSuchFileException e) {
            assertThat(from.getFileName().toString())
                    .as("cp reports a file that was deleted meanwhile")
                    .endsWith(".new");
        }
    }

    /** What the server does with a copy before it opens the database. */
    private static void restore(Path copy) throws IOException {
        Path snapshot = newest(copy);
        Path log = Path.of(snapshot.toString().replaceFirst("\\.db$", ".wal"));
        Path database = copy.resolve("codeagent.db");
        Files.deleteIfExists(Path.of(database + "-shm"));
        Files.deleteIfExists(Path.of(database + "-wal"));
        Files.copy(snapshot, database, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        if (Files.exists(log) && Files.size(log) > 0) {
            Files.copy(log, Path.of(database + "-wal"));
        }
    }

    private static Path newest(Path copy) throws IOException {
        try (Stream<Path> files = Files.list(copy.resolve("snapshots"))) {
            return files.filter(f -> f.toString().endsWith(".db"))
                    .sorted()
                    .toList()
                    .getLast();
        }
    }

    private static void assertHasEvents(Path copy, long[] acknowledged) throws SQLException {
        try (Connection connection = source(copy, SETTINGS).getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(text(statement, "PRAGMA integrity_check")).isEqualTo("ok");
            for (int w = 0; w < acknowledged.length; w++) {
                String run = " FROM run_event WHERE run_id = 'run-" + w + "'";
                long last = Long.parseLong(text(statement, "SELECT COALESCE(MAX(seq), 0)" + run));
                assertThat(last).isGreaterThanOrEqualTo(acknowledged[w]);
                assertThat(text(statement, "SELECT COUNT(*)" + run)).isEqualTo("" + last);
                assertThat(text(statement, "SELECT COALESCE(MAX(last_seq), 0) FROM run WHERE id = 'run-" + w + "'"))
                        .isEqualTo("" + last);
            }
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
