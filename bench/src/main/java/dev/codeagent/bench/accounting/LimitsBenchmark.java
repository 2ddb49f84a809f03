package dev.codeagent.bench.accounting;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.providers.accounting.RateLimit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToLongFunction;

/**
 * Measures how exactly concurrent clients use up a limit without exceeding it, as a model server sees it. The calls go
 * through the ledger, a journal on disk, the budgets and the HTTP client of the server.
 */
public final class LimitsBenchmark implements Benchmark {
    private static final double MIN_USE = 0.98;
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final long REQUESTS = 100;
    private static final long TOKENS = 100_000;
    private static final BigDecimal BUDGET = new BigDecimal("2");
    /** The most that a call can use: 1 % of the limit of tokens, and of the budget at the prices of the clients. */
    private static final long MAX_CALL_TOKENS = TOKENS / 100;

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public String description() {
        return "[--clients 64] [--windows 3]: how much of a limit of requests, tokens and costs concurrent calls use;"
                + " FAIL above it in any window, or below 98 %";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int clients = options.intOption("clients", 64);
        int windows = options.intOption("windows", 3);
        var table = new TextTable().row("limit", "limit", "least used", "most in a window", "share");
        var metrics = new LinkedHashMap<String, String>();
        var faults = new ArrayList<String>();
        try (var directory = new BenchmarkDirectory()) {
            measure(directory, clients, 0, RateLimit.NONE); // The first calls are slow.
            record Measured(String name, List<RecordingModelServer.Request> requests) {}
            var measured = List.of(
                    new Measured("requests", measure(directory, clients, windows, new RateLimit(REQUESTS, 0, WINDOW))),
                    new Measured("tokens", measure(directory, clients, windows, new RateLimit(0, TOKENS, WINDOW))));
            for (Measured m : measured) {
                boolean counts = m.name().equals("requests");
                Windows seen = Windows.of(
                        m.requests(), counts ? r -> 1 : r -> r.usage().totalTokens(), windows);
                report(m.name(), counts ? REQUESTS : TOKENS, seen, table, metrics, faults);
            }
            reportBudget(directory, clients, table, metrics, faults);
            table.print();
            return directory.retainIfFailed(new BenchmarkResult(metrics, faults));
        }
    }

    private static RecordingModelServer server() throws Exception {
        var random = new Random(5);
        return RecordingModelServer.start(() -> {
            synchronized (random) {
                return new Usage(400 + random.nextInt(150), 250 + random.nextInt(150), 0);
            }
        });
    }

    private static List<RecordingModelServer.Request> measure(
            BenchmarkDirectory directory, int clients, int windows, RateLimit limit) throws Exception {
        try (RecordingModelServer model = server();
                var accounts = AccountedClients.open(
                        directory.path().resolve(limit.requests() + ".db"), model.url(), limit, MAX_CALL_TOKENS)) {
            // One window more than is measured, because the first request is sent a moment later.
            accounts.run(
                    clients,
                    System.nanoTime() + WINDOW.multipliedBy(windows + 1L).toNanos());
            return model.requests();
        }
    }

    /** What a model server saw: the least that was used of a full window since the first request, the most of any. */
    private record Windows(long least, long most) {
        static Windows of(
                List<RecordingModelServer.Request> requests,
                ToLongFunction<RecordingModelServer.Request> amount,
                int windows) {
            long begin = requests.getFirst().arrivedNanos();
            var aligned = new long[windows];
            long most = 0;
            long sum = 0;
            int oldest = 0;
            for (RecordingModelServer.Request request : requests) {
                sum += amount.applyAsLong(request);
                while (request.arrivedNanos() - requests.get(oldest).arrivedNanos() >= WINDOW.toNanos()) {
                    sum -= amount.applyAsLong(requests.get(oldest++));
                }
                most = Math.max(most, sum);
                int index = (int) ((request.arrivedNanos() - begin) / WINDOW.toNanos());
                if (index < windows) {
                    aligned[index] += amount.applyAsLong(request);
                }
            }
            long least = java.util.Arrays.stream(aligned).min().orElse(0);
            return new Windows(least, most);
        }
    }

    private static void report(
            String name,
            long limit,
            Windows seen,
            TextTable table,
            LinkedHashMap<String, String> metrics,
            List<String> faults) {
        double share = (double) seen.least() / limit;
        table.row(name + " in 5 s", limit, seen.least(), seen.most(), percent(share));
        metrics.put(name + "Used", ratio(share));
        metrics.put(name + "Most", ratio((double) seen.most() / limit));
        check(name, share, (double) seen.most() / limit, faults);
    }

    private static void reportBudget(
            BenchmarkDirectory directory,
            int clients,
            TextTable table,
            LinkedHashMap<String, String> metrics,
            List<String> faults)
            throws Exception {
        try (RecordingModelServer model = server();
                var accounts = AccountedClients.open(
                        directory.path().resolve("budget.db"), model.url(), RateLimit.NONE, MAX_CALL_TOKENS)) {
            var id = new BudgetId(BudgetId.Scope.PROJECT, AccountingDatabase.PROJECT, BudgetId.Period.TOTAL);
            accounts.database().budgets(BudgetDefaults.NONE).put(id, BUDGET, "bench", Instant.now());
            int paused = accounts.run(
                    clients, System.nanoTime() + Duration.ofMinutes(1).toNanos());
            BigDecimal charged = model.requests().stream()
                    .map(r -> AccountedClients.PRICE.cost(r.usage()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            double share = charged.divide(BUDGET).doubleValue();
            table.row("dollars of a budget", BUDGET, charged.toPlainString(), charged.toPlainString(), percent(share));
            metrics.put("budgetUsed", ratio(share));
            check("budget", share, share, faults);
            if (paused != clients) {
                faults.add(paused + " of " + clients + " runs paused at the budget");
            }
            BigDecimal booked = accounts.database().spent(id);
            if (booked.compareTo(charged) != 0) {
                faults.add("the server charged " + charged + " dollars, and " + booked + " are booked");
            }
        }
    }

    private static void check(String name, double share, double most, List<String> faults) {
        if (share < MIN_USE) {
            faults.add(name + ": only " + percent(share) + " of the limit were used");
        }
        if (most > 1) {
            faults.add(name + ": " + percent(most) + " of the limit in one window");
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    private static String ratio(double share) {
        return String.format(Locale.ROOT, "%.4f", share);
    }
}
