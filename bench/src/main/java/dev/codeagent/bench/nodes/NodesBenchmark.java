package dev.codeagent.bench.nodes;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.ServerDatabase;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Starts two servers at the same moment on an empty PostgreSQL: one of them migrates, both become ready. */
public final class NodesBenchmark implements Benchmark {
    private static final int MIGRATIONS = 3;
    private static final int CREDENTIAL_MIGRATIONS = 1;

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public String description() {
        return "[N=20]: two servers start at the same time on an empty PostgreSQL; FAIL on an error or a repeated"
                + " migration";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int trials = Math.toIntExact(options.positional(0, 20));
        var faults = new ArrayList<String>();
        var ready = new ArrayList<Double>();
        try (var directory = new BenchmarkDirectory()) {
            for (int i = 1; i <= trials; i++) {
                List<String> found = runTrial(directory.path().resolve("trial" + i), ready);
                System.out.println("trial " + i + ": " + (found.isEmpty() ? "ok" : String.join("; ", found)));
                faults.addAll(found);
            }
            Samples samples = Samples.of(ready);
            new TextTable()
                    .row("trials", trials)
                    .row("faults", faults.size())
                    .row("both servers ready, p50 ms", Math.round(samples.percentile(0.5)))
                    .print();
            var metrics = new LinkedHashMap<String, String>();
            metrics.put("trials", String.valueOf(trials));
            metrics.put("readyP50Ms", String.valueOf(Math.round(samples.percentile(0.5))));
            metrics.put("faults", String.valueOf(faults.size()));
            return directory.retainIfFailed(new BenchmarkResult(metrics, faults));
        }
    }

    private static List<String> runTrial(Path folder, List<Double> ready) throws Exception {
        String database = EmbeddedDatabase.create();
        var environment = ServerDatabase.environment(database);
        var faults = new ArrayList<String>();
        try (var first = ServerProcess.create(folder.resolve("first"), environment);
                var second = ServerProcess.create(folder.resolve("second"), environment);
                var threads = Executors.newFixedThreadPool(2)) {
            Stream<Callable<Long>> starts = Stream.of(first, second).map(server -> () -> {
                server.start();
                return server.startupMillis();
            });
            long slowest = 0;
            for (var start : threads.invokeAll(starts.toList())) {
                try {
                    slowest = Math.max(slowest, start.get());
                } catch (ExecutionException e) {
                    faults.add(
                            String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()));
                }
            }
            ready.add((double) slowest);
        }
        checkMigrationCount(database, "flyway_schema_history", MIGRATIONS, faults);
        checkMigrationCount(
                database, "credential_schema_history WHERE script LIKE 'V%'", CREDENTIAL_MIGRATIONS, faults);
        return faults;
    }

    private static void checkMigrationCount(String database, String table, int expected, List<String> faults)
            throws SQLException, IOException {
        try (var connection = EmbeddedDatabase.dataSource(database).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            if (rows.getInt(1) != expected) {
                faults.add(rows.getInt(1) + " migrations in " + table + ", expected " + expected);
            }
        }
    }
}
