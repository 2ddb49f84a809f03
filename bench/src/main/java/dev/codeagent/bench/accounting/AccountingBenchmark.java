package dev.codeagent.bench.accounting;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Compares the tokens and costs that are booked with those that the model server sent: over each wire, and after kills of
 * the server.
 */
public final class AccountingBenchmark implements Benchmark {
    /** Each call has a scenario of its own, which the control API sets. */
    private static final JsonObject NO_TURNS = ScriptedUsage.scenario(Json.createArrayBuilder()
            .add(Json.createObjectBuilder().add("text", "unused"))
            .build());

    @Override
    public String name() {
        return "accounting";
    }

    @Override
    public String description() {
        return "[--kills 3] [SEED]: tokens and costs over each wire, and after kill -9 of the server; FAIL if one differs"
                + " from what the model server sent, or a call in flight is not booked at its reservation";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int kills = options.intOption("kills", 3);
        long seed = options.positional(0, System.nanoTime() & 0xffffff);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var metrics = new LinkedHashMap<String, String>();
        var faults = new ArrayList<String>();
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(directory.path(), ModelScripts.script(Map.of("unused", NO_TURNS)))) {
            List<String> wires;
            try (var database = AccountingDatabase.open(directory.path().resolve("matrix.db"))) {
                WireMatrix.Result result = new WireMatrix(model, database, random).run();
                metrics.put("wires", String.valueOf(result.wires().size()));
                metrics.put("calls", String.valueOf(result.calls()));
                metrics.put("unreported", String.valueOf(result.unreported()));
                faults.addAll(result.faults());
                wires = result.wires();
            }
            if (kills > 0) {
                try (var server = ServerProcess.start(directory.path())) {
                    killServer(server, model, wires, kills, random, metrics, faults);
                }
            }
            metrics.put("faults", String.valueOf(faults.size()));
            return directory.retainIfFailed(new BenchmarkResult(metrics, faults));
        }
    }

    private static void killServer(
            ServerProcess server,
            FakeModelProcess model,
            List<String> wires,
            int kills,
            Random random,
            Map<String, String> metrics,
            List<String> faults)
            throws Exception {
        GitRepository repository = GitRepository.create(server.dataDirectory().resolveSibling("sample"));
        String project = server.restClient().registerProject(repository.path());
        server.restClient()
                .exchange("PUT", "/api/v1/budgets/project/" + project + "/total", "{\"limitUsd\": \"1000\"}");
        var trial = new KillTrial(server, model, project, wires);
        var table = new TextTable().row("kill", "runs", "calls", "in flight at the kill", "faults");
        BigDecimal cost = BigDecimal.ZERO;
        long calls = 0;
        long unconfirmed = 0;
        for (int i = 0; i < kills; i++) {
            List<KillTrial.KilledRun> runs = trial.run(i, random);
            long callsOfKill = 0;
            long unconfirmedOfKill = 0;
            int before = faults.size();
            for (KillTrial.KilledRun run : runs) {
                RunAccount account = RunAccount.read(server.restClient().listEvents(run.id()));
                account.compareWith(ReportedCall.list(model, run.key()))
                        .forEach(difference -> faults.add(run.key() + ": " + difference));
                compareTotal(server, run, account).forEach(difference -> faults.add(run.key() + ": " + difference));
                callsOfKill += account.calls().size();
                unconfirmedOfKill += account.unconfirmed();
                cost = cost.add(sumCosts(account));
            }
            table.row(i + 1, runs.size(), callsOfKill, unconfirmedOfKill, faults.size() - before);
            calls += callsOfKill;
            unconfirmed += unconfirmedOfKill;
        }
        table.print();
        if (unconfirmed == 0) {
            faults.add("no call was in flight at a kill, so that nothing is shown; use another seed");
        }
        BigDecimal spent = spent(server, project);
        if (spent.compareTo(cost) != 0) {
            faults.add("the budget of the project counts " + spent + " dollars, booked are " + cost);
        }
        metrics.put("kills", String.valueOf(kills));
        metrics.put("callsOfKilledRuns", String.valueOf(calls));
        metrics.put("unconfirmed", String.valueOf(unconfirmed));
    }

    /** The total of the run in the REST API is the sum of its calls. */
    private static List<String> compareTotal(ServerProcess server, KillTrial.KilledRun run, RunAccount account)
            throws Exception {
        List<JsonObject> totals = objects(server, "/api/v1/usage?by=run&run=" + run.id());
        if (totals.size() != 1) {
            return List.of("the usage has " + totals.size() + " totals of the run");
        }
        JsonObject total = totals.getFirst();
        Usage usage = account.calls().stream().map(RunAccount.Call::usage).reduce(Usage.NONE, Usage::plus);
        JsonObject sums = total.getJsonObject("usage");
        boolean equal = total.getInt("calls") == account.calls().size()
                && total.getInt("unconfirmedCalls") == account.unconfirmed()
                && total.getInt("openCalls") == 0
                && sums.getInt("inputTokens") == usage.inputTokens()
                && sums.getInt("outputTokens") == usage.outputTokens()
                && sums.getInt("cachedTokens") == usage.cachedTokens()
                && sums.getInt("cacheWriteTokens") == usage.cacheWriteTokens()
                && sums.getInt("reasoningTokens") == usage.reasoningTokens()
                && new BigDecimal(total.getString("costUsd")).compareTo(sumCosts(account)) == 0;
        return equal
                ? List.of()
                : List.of("the total of the run is " + total + ", its calls are " + usage + " at " + sumCosts(account)
                        + " dollars");
    }

    private static BigDecimal sumCosts(RunAccount account) {
        return account.calls().stream().map(RunAccount.Call::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal spent(ServerProcess server, String project) throws Exception {
        return objects(server, "/api/v1/budgets").stream()
                .filter(budget -> budget.getString("id").equals("project/" + project + "/total"))
                .map(budget -> new BigDecimal(budget.getString("spentUsd")))
                .findFirst()
                .orElse(BigDecimal.ZERO);
    }

    private static List<JsonObject> objects(ServerProcess server, String path) throws Exception {
        return server.restClient().getArray(path).getValuesAs(JsonObject.class);
    }
}
