package dev.codeagent.bench.journal;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.ServerDatabase;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import javax.sql.DataSource;

/**
 * Appends events of many concurrent runs to the journal, as the server configures it; for comparison, of one run alone.
 */
public final class JournalBenchmark implements Benchmark {
    private static final long MIN_EVENTS_PER_SECOND = 3_000;
    private static final int ROUNDS = 3;
    /** The server's settings, with every commit synchronized to the disk. */
    private static final String SETTINGS =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL";

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public String description() {
        return "[--runs 64] [--seconds 5]: events per second that concurrent runs append to the journal; FAIL"
                + " below 3,000";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int runs = options.intOption("runs", 64);
        int seconds = options.intOption("seconds", 5);
        java.util.logging.Logger.getLogger("org.flywaydb").setLevel(java.util.logging.Level.WARNING);
        try (var directory = new BenchmarkDirectory();
                var pool = new ConnectionPool(openDataSource(directory.path().resolve("journal.db")))) {
            MainDatabase.migrate(database(), pool.dataSource());
            var journal = new JdbcRunJournal(pool.dataSource(), "");
            var faults = new ArrayList<String>();
            measureThroughput(journal, "warm-", runs, 2, faults);
            var single = new ArrayList<Double>();
            var concurrent = new ArrayList<Double>();
            for (int round = 0; round < ROUNDS; round++) {
                single.add(measureThroughput(journal, "alone-" + round + "-", 1, seconds, faults));
                concurrent.add(measureThroughput(journal, "together-" + round + "-", runs, seconds, faults));
            }
            return directory.retainIfFailed(report(runs, median(single), median(concurrent), faults));
        }
    }

    private static DatabaseType database() {
        return ServerDatabase.isPostgres() ? DatabaseType.POSTGRESQL : DatabaseType.SQLITE;
    }

    private static DataSource openDataSource(Path file) {
        String url = ServerDatabase.isPostgres()
                ? EmbeddedDatabase.jdbcUrl(EmbeddedDatabase.create()) + "?reWriteBatchedInserts=true"
                : "jdbc:sqlite:" + file + SETTINGS;
        return database().createDataSource(url, "postgres", "postgres");
    }

    /** Returns the events per second with {@code runs} concurrent runs. */
    private static double measureThroughput(RunJournal journal, String name, int runs, int seconds, List<String> faults)
            throws InterruptedException {
        var writers = new ArrayList<JournalWriter>();
        for (int i = 0; i < runs; i++) {
            writers.add(new JournalWriter(journal, name + i));
            writers.getLast().appendCreated();
        }
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        var threads = new ArrayList<Thread>();
        for (JournalWriter writer : writers) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (System.nanoTime() < end) {
                    writer.appendNext();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsedSeconds = (System.nanoTime() - begin) / 1e9;
        writers.forEach(w -> check(journal, w, faults));
        return writers.stream().mapToLong(w -> w.eventCount() - 1).sum() / elapsedSeconds;
    }

    private static void check(RunJournal journal, JournalWriter writer, List<String> faults) {
        long stored = journal.find(writer.runId()).orElseThrow().lastSeq();
        int rows = journal.readAfter(writer.runId(), 0, Integer.MAX_VALUE).size();
        if (stored != writer.eventCount() || rows != writer.eventCount()) {
            faults.add("run " + writer.runId() + " has " + rows + " of " + writer.eventCount()
                    + " events; its lastSeq is " + stored);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static BenchmarkResult report(int runs, double single, double concurrent, List<String> faults) {
        new TextTable()
                .row("appending, median of " + ROUNDS, "events/s", "ratio")
                .row("one run, one commit per event", Math.round(single), "1.0")
                .row(runs + " runs, group commits", Math.round(concurrent), String.format("%.1f", concurrent / single))
                .print();
        if (concurrent < MIN_EVENTS_PER_SECOND) {
            faults.add("fewer than " + MIN_EVENTS_PER_SECOND + " events per second");
        }
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("eventsPerSecond", String.valueOf(Math.round(concurrent)));
        metrics.put("singleCommitsPerSecond", String.valueOf(Math.round(single)));
        metrics.put("ratio", String.format(java.util.Locale.ROOT, "%.1f", concurrent / single));
        metrics.put("runs", String.valueOf(runs));
        return new BenchmarkResult(metrics, faults);
    }
}
