package dev.codeagent.bench.journal;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.ServerDatabase;
import dev.codeagent.bench.rig.Table;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.Database;
import dev.codeagent.persistence.schema.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import javax.sql.DataSource;

/** Many runs append to the journal at once, as the server configures it; beside it, one run alone: a commit an event. */
public final class JournalBenchmark implements Benchmark {
    private static final long LIMIT = 3_000;
    private static final int ROUNDS = 3;
    /** As the server has it, with every commit on the disk. */
    private static final String SETTINGS =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL";

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public String purpose() {
        return "[--runs 64] [--seconds 5]: events appended a second by many runs at once; FAIL under 3,000";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        int runs = options.named("runs", 64);
        int seconds = options.named("seconds", 5);
        java.util.logging.Logger.getLogger("org.flywaydb").setLevel(java.util.logging.Level.WARNING);
        try (var bench = new Bench();
                var pool = new Pool(opener(bench.folder().resolve("journal.db")))) {
            Schema.migrate(database(), pool.source());
            var journal = new JdbcRunJournal(pool.source(), "");
            var faults = new ArrayList<String>();
            work(journal, "warm-", runs, 2, faults);
            var alone = new ArrayList<Double>();
            var together = new ArrayList<Double>();
            for (int round = 0; round < ROUNDS; round++) {
                alone.add(work(journal, "alone-" + round + "-", 1, seconds, faults));
                together.add(work(journal, "together-" + round + "-", runs, seconds, faults));
            }
            return bench.finish(report(runs, median(alone), median(together), faults));
        }
    }

    private static Database database() {
        return ServerDatabase.isPostgres() ? Database.POSTGRESQL : Database.SQLITE;
    }

    private static DataSource opener(Path file) {
        String url = ServerDatabase.isPostgres()
                ? EmbeddedDatabase.url(EmbeddedDatabase.create()) + "?reWriteBatchedInserts=true"
                : "jdbc:sqlite:" + file + SETTINGS;
        return database().open(url, "postgres", "postgres");
    }

    /** Events a second, with as many runs at once. */
    private static double work(RunJournal journal, String name, int runs, int seconds, List<String> faults)
            throws InterruptedException {
        var writers = new ArrayList<Writer>();
        for (int i = 0; i < runs; i++) {
            writers.add(new Writer(journal, name + i));
            writers.getLast().open();
        }
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        var threads = new ArrayList<Thread>();
        for (Writer writer : writers) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (System.nanoTime() < end) {
                    writer.next();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - begin) / 1e9;
        writers.forEach(w -> check(journal, w, faults));
        return writers.stream().mapToLong(w -> w.written() - 1).sum() / took;
    }

    private static void check(RunJournal journal, Writer writer, List<String> faults) {
        long stored = journal.find(writer.run()).orElseThrow().lastSeq();
        int rows = journal.after(writer.run(), 0, Integer.MAX_VALUE).size();
        if (stored != writer.written() || rows != writer.written()) {
            faults.add("run " + writer.run() + " has " + rows + " of " + writer.written() + " events, its row says "
                    + stored);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static Outcome report(int runs, double alone, double together, List<String> faults) {
        new Table()
                .row("appending, median of " + ROUNDS, "events/s", "ratio")
                .row("one run, a commit an event", Math.round(alone), "1.0")
                .row(runs + " runs, commits shared", Math.round(together), String.format("%.1f", together / alone))
                .print();
        if (together < LIMIT) {
            faults.add("under " + LIMIT + " events a second");
        }
        var figures = new LinkedHashMap<String, String>();
        figures.put("eventsPerSecond", String.valueOf(Math.round(together)));
        figures.put("singleCommitsPerSecond", String.valueOf(Math.round(alone)));
        figures.put("ratio", String.format(java.util.Locale.ROOT, "%.1f", together / alone));
        figures.put("runs", String.valueOf(runs));
        return new Outcome(figures, faults);
    }
}
