package dev.codeagent.bench.localmodel;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.bench.harness.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small model on a local server fixes small bugs, each with a failing test, one after the other. A task is solved if the
 * server's own test run is green and no test was changed.
 */
public final class LocalModelBenchmark implements Benchmark {
    private static final int MIN_SOLVED = 5;
    private static final String PROVIDER = "local";
    private static final Set<String> TERMINAL_STATES = Set.of("completed", "failed", "cancelled");

    @Override
    public String name() {
        return "local-model";
    }

    @Override
    public String description() {
        return "URL [--model NAME] [--only TASK] [--minutes N]: ten small bugs and the demo's, fixed by the model of a"
                + " running server that speaks the OpenAI wire, at most N (10) minutes each; FAIL below " + MIN_SOLVED
                + " solved, or if a run says completed without a change";
    }

    @Override
    public boolean acceptsText() {
        return true;
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        String url = options.text()
                .orElseThrow(() -> new UsageException(
                        "the address of the model server is missing: bench/run local-model http://127.0.0.1:8080/v1"));
        List<RepairTask> tasks = RepairTask.all(BuildArtifacts.locate().projectRoot()).stream()
                .filter(t -> t.name().startsWith(options.textOption("only", "")))
                .toList();
        Duration limit = Duration.ofMinutes(options.intOption("minutes", 10));
        try (var directory = new BenchmarkDirectory();
                var server = ServerProcess.start(directory.path())) {
            server.restClient().registerProvider(PROVIDER, url, "", options.textOption("model", ""));
            // The server probes how the model can be given tools, as after providers add.
            System.out.println(server.restClient()
                    .post("/api/v1/providers/" + PROVIDER + "/test", "{}")
                    .body());
            var results = new ArrayList<RepairResult>();
            for (RepairTask task : tasks) {
                RepairResult result =
                        repair(task, directory.path().resolve("task-" + task.name()), server.restClient(), limit);
                System.out.printf(
                        "%s: %s, %d turns, %d s%n",
                        task.name(), result.outcome(), result.turns(), result.millis() / 1000);
                results.add(result);
            }
            return directory.retainIfFailed(report(results, Math.min(MIN_SOLVED, tasks.size())));
        }
    }

    private static RepairResult repair(RepairTask task, Path folder, RestClient client, Duration limit)
            throws Exception {
        String project = client.registerProject(task.create(folder).path());
        long start = System.nanoTime();
        String run = client.startRun(project, "/code", task.request(), PROVIDER);
        while (!TERMINAL_STATES.contains(client.getRun(run).getString("state"))) {
            if (System.nanoTime() - start > limit.toNanos()) {
                client.cancelRun(run);
            }
            Thread.sleep(500);
        }
        return new RepairResult(task, client.listEvents(run), (System.nanoTime() - start) / 1_000_000);
    }

    private static BenchmarkResult report(List<RepairResult> results, int minSolved) {
        var table = new TextTable().row("task", "language", "outcome", "turns", "tokens in", "tokens out", "s");
        var faults = new ArrayList<String>();
        for (RepairResult result : results) {
            table.row(
                    result.task().name(),
                    result.task().language(),
                    result.outcome(),
                    result.turns(),
                    result.inputTokens(),
                    result.outputTokens(),
                    result.millis() / 1000);
            if (result.isSilent()) {
                faults.add(result.task().name() + ": completed without a change and without saying so");
            }
        }
        table.print();
        long solved = results.stream().filter(RepairResult::isSolved).count();
        if (solved < minSolved) {
            faults.add(solved + " of " + results.size() + " solved, at least " + minSolved + " are expected");
        }
        return new BenchmarkResult(
                Map.of(
                        "solved", solved + "/" + results.size(),
                        "tokensIn",
                                String.valueOf(results.stream()
                                        .mapToLong(RepairResult::inputTokens)
                                        .sum()),
                        "tokensOut",
                                String.valueOf(results.stream()
                                        .mapToLong(RepairResult::outputTokens)
                                        .sum()),
                        "seconds",
                                String.valueOf(results.stream()
                                                .mapToLong(RepairResult::millis)
                                                .sum()
                                        / 1000)),
                faults);
    }
}
