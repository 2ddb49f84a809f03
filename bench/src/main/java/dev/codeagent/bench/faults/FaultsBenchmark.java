package dev.codeagent.bench.faults;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.bench.harness.UsageException;
import dev.codeagent.bench.journal.ConnectionPool;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import dev.codeagent.providers.ProviderWires;
import dev.codeagent.providers.http.ProviderHttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Compares what an agent does after each fault of a provider with what the documents say, for all wires. */
public final class FaultsBenchmark implements Benchmark {
    private static final String SETTINGS =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=OFF";
    private static final String ALL = "all";
    private static final int REPEAT_PARALLEL = 8;
    /** A field, because a logger without one is forgotten with its level. */
    private static final Logger MIGRATION_LOG = Logger.getLogger("org.flywaydb");

    @Override
    public String name() {
        return "faults";
    }

    @Override
    public String description() {
        return "[--wires all] [--faults all] [--parallel 16]: faults of model providers on all wires, or on some (a,b,c):"
                + " code, requests, time, fallback; FAIL if a cell differs from docs/models.md";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        MIGRATION_LOG.setLevel(Level.WARNING);
        var direct = new EnvironmentProxySelector(Map.of(), Optional.empty());
        var http = new ProviderHttpClient(
                () -> ProviderHttpClient.newBuilder(direct).build(), direct);
        List<String> wires = selectWires(options, http);
        List<ProviderFault> faults = selectFaults(options);
        try (var directory = new BenchmarkDirectory();
                var servers = new FaultServers(directory.path());
                var pool = new ConnectionPool(DatabaseType.SQLITE.createDataSource(
                        "jdbc:sqlite:" + directory.path().resolve("journal.db") + SETTINGS, "", ""))) {
            MainDatabase.migrate(DatabaseType.SQLITE, pool.dataSource());
            var hub = new EventHub(new JdbcRunJournal(pool.dataSource(), ""), Clock.systemUTC());
            var cells = new Cells(servers, hub, http);
            warmUp(cells, wires);
            var results = new ArrayList<>(runAll(cells, faults, wires, options.intOption("parallel", 16)));
            int repeated = repeatWrong(cells, wires, results);
            print(faults, wires, results);
            return directory.retainIfFailed(summarize(results, repeated));
        }
    }

    private static List<String> selectWires(BenchmarkOptions options, ProviderHttpClient http) {
        var all = new TreeSet<>(ProviderWires.factories(http).keySet());
        return select(options.textOption("wires", ALL), List.copyOf(all), "wire");
    }

    private static List<ProviderFault> selectFaults(BenchmarkOptions options) {
        List<String> names = Arrays.stream(ProviderFault.values())
                .map(FaultsBenchmark::nameOf)
                .toList();
        return select(options.textOption("faults", ALL), names, "fault").stream()
                .map(name -> ProviderFault.values()[names.indexOf(name)])
                .toList();
    }

    private static String nameOf(ProviderFault fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> select(String names, List<String> all, String kind) {
        if (names.equals(ALL)) {
            return all;
        }
        List<String> selected = List.of(names.split(","));
        for (String name : selected) {
            if (!all.contains(name)) {
                throw new UsageException("no " + kind + " '" + name + "'; use " + String.join(",", all));
            }
        }
        return selected;
    }

    /** Makes the two runs of a cell. */
    private record Cells(FaultServers servers, EventHub hub, ProviderHttpClient http) {
        CellResult run(ProviderFault fault, String wire, String fallbackWire, String prefix) throws Exception {
            String id = prefix + "-" + wire + "-" + nameOf(fault);
            ProviderConfiguration alone = servers.faulty(id + "-1", wire, fault);
            ProviderConfiguration first = servers.faulty(id + "-2", wire, fault);
            ProviderConfiguration fallback = servers.healthy(id + "-3", fallbackWire);
            return CellResult.of(
                    fault,
                    wire,
                    new FaultCell(hub, http, List.of(alone)).run(),
                    new FaultCell(hub, http, List.of(first, fallback)).run());
        }

        FaultCell.Observation runHealthy(String wire) {
            return new FaultCell(hub, http, List.of(servers.healthy(wire + "-healthy", wire))).run();
        }
    }

    /** Without a fault each wire answers. The first calls of a process are slow, those with TLS too. */
    private static void warmUp(Cells cells, List<String> wires) throws Exception {
        cells.run(ProviderFault.DROPPED_TLS, wires.getFirst(), wires.getFirst(), "warm-up");
        cells.run(ProviderFault.TLS, wires.getFirst(), wires.getFirst(), "warm-up");
        for (String wire : wires) {
            FaultCell.Observation seen = cells.runHealthy(wire);
            if (!seen.answer().equals(Optional.of(FaultServers.ANSWER))) {
                throw new IllegalStateException("without a fault, " + wire + " answers: " + seen);
            }
        }
    }

    private static List<CellResult> runAll(Cells cells, List<ProviderFault> faults, List<String> wires, int parallel)
            throws Exception {
        var tasks = new ArrayList<Callable<CellResult>>();
        for (ProviderFault fault : faults) {
            wires.forEach(wire -> tasks.add(() -> cells.run(fault, wire, next(wires, wire), "cell")));
        }
        return runAll(tasks, parallel);
    }

    private static List<CellResult> runAll(List<Callable<CellResult>> tasks, int parallel) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
            var results = new ArrayList<CellResult>();
            for (Future<CellResult> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }

    /**
     * Measures each wrong cell again, fewer at a time: on a machine that is busy with other work, the model server itself may
     * answer too late. What was wrong at first is printed; a cell that stays wrong is a fault.
     */
    private static int repeatWrong(Cells cells, List<String> wires, List<CellResult> results) throws Exception {
        var wrong = new ArrayList<Integer>();
        var tasks = new ArrayList<Callable<CellResult>>();
        for (int i = 0; i < results.size(); i++) {
            CellResult result = results.get(i);
            if (!result.isRight()) {
                wrong.add(i);
                tasks.add(() -> cells.run(result.fault(), result.wire(), next(wires, result.wire()), "again"));
                result.problems().forEach(p -> System.out.println("measured again: " + describe(result) + p));
            }
        }
        List<CellResult> repeated = runAll(tasks, REPEAT_PARALLEL);
        for (int i = 0; i < wrong.size(); i++) {
            results.set(wrong.get(i), repeated.get(i));
        }
        return wrong.size();
    }

    /** The fallback of a cell speaks the next wire, so that each wire is a fallback too. */
    private static String next(List<String> wires, String wire) {
        return wires.get((wires.indexOf(wire) + 1) % wires.size());
    }

    private static String describe(CellResult result) {
        return nameOf(result.fault()) + " on " + result.wire() + ", ";
    }

    private static void print(List<ProviderFault> faults, List<String> wires, List<CellResult> results) {
        System.out.println("seconds until the fault is known, + until the first byte of the fallback");
        var header = new ArrayList<Object>(List.of("fault", "code"));
        header.addAll(wires);
        var table = new TextTable().row(header.toArray());
        for (ProviderFault fault : faults) {
            var row = new ArrayList<Object>();
            row.add(nameOf(fault));
            row.add(fault.expected("").code().map(Enum::name).orElse("-"));
            results.stream().filter(r -> r.fault() == fault).forEach(r -> row.add(r.toCell()));
            table.row(row.toArray());
        }
        table.print();
    }

    private static BenchmarkResult summarize(List<CellResult> results, int repeated) {
        var faults = new ArrayList<String>();
        for (CellResult result : results) {
            result.problems().forEach(p -> faults.add(describe(result) + p));
        }
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("cells", String.valueOf(results.size()));
        metrics.put(
                "wrong",
                String.valueOf(results.stream().filter(r -> !r.isRight()).count()));
        metrics.put("repeated", String.valueOf(repeated));
        metrics.put(
                "slowestFallbackMillis",
                String.valueOf(results.stream()
                        .flatMap(r -> r.fallback().stream())
                        .mapToLong(Duration::toMillis)
                        .max()
                        .orElse(0)));
        return new BenchmarkResult(metrics, faults);
    }
}
