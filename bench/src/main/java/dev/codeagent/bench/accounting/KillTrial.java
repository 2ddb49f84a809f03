package dev.codeagent.bench.accounting;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.bench.harness.FakeModelPaths;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.ServerProcess;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Kills the server while models answer in several runs, and lets the runs end after a restart. */
final class KillTrial {
    private static final int RUNS = 4;
    private static final long TIMEOUT_NANOS = 120_000_000_000L;
    private static final int POLL_MILLIS = 10;
    /** The tool calls of the turns, which only read; the last turn has none. */
    private static final List<Map.Entry<String, String>> CALLS = List.of(
            Map.entry("list_files", "{}"),
            Map.entry("read_file", "{\"path\": \"README.md\"}"),
            Map.entry("git_diff", "{}"),
            Map.entry("read_file", "{\"path\": \"src/first.txt\"}"));

    private final ServerProcess server;
    private final FakeModelProcess model;
    private final String project;
    private final List<String> wires;

    /** @param wires the wires in turn */
    KillTrial(ServerProcess server, FakeModelProcess model, String project, List<String> wires) {
        this.server = server;
        this.model = model;
        this.project = project;
        this.wires = List.copyOf(wires);
    }

    /** A run that lived through a kill, and the key of its provider. */
    record KilledRun(String id, String key) {}

    /** Starts runs, kills the server during a random call, restarts it, and returns the runs when all have ended. */
    List<KilledRun> run(int number, Random random) throws IOException, InterruptedException {
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 0; i < RUNS; i++) {
            String key = "kill-" + number + "-" + wires.get((number * RUNS + i) % wires.size());
            prepare(key, wires.get((number * RUNS + i) % wires.size()), random);
            keys.put(key, server.restClient().startRun(project, "/plan", "Plan it.", key));
        }
        int calls = 1 + random.nextInt(RUNS * CALLS.size());
        awaitCalls(keys.keySet().stream().toList(), calls);
        Thread.sleep(random.nextInt(200));
        server.kill();
        server.start();
        var runs = new ArrayList<KilledRun>();
        for (Map.Entry<String, String> entry : keys.entrySet()) {
            awaitEnd(entry.getValue());
            runs.add(new KilledRun(entry.getValue(), entry.getKey()));
        }
        return runs;
    }

    private void prepare(String key, String wire, Random random) throws IOException, InterruptedException {
        model.control(
                "PUT", "scenarios/" + key, ScriptedUsage.scenario(turns(random)).toString());
        String answer = server.restClient()
                .exchange(
                        "PUT",
                        "/api/v1/providers/" + key,
                        Json.createObjectBuilder()
                                .add("baseUrl", model.origin() + FakeModelPaths.of(wire))
                                .add("wire", wire)
                                .add("apiKey", key)
                                .add("defaultModel", ScriptedUsage.MODEL)
                                .add("prices", ScriptedUsage.prices())
                                .build()
                                .toString());
        if (!answer.contains(key)) {
            throw new IOException("the provider " + key + " was not stored: " + answer);
        }
    }

    /** Each turn takes about 0.4 s. */
    private static JsonArray turns(Random random) {
        JsonArrayBuilder turns = Json.createArrayBuilder();
        for (int i = 0; i <= CALLS.size(); i++) {
            Usage usage = ScriptedUsage.random(random, true, true, true);
            JsonObjectBuilder turn = Json.createObjectBuilder()
                    .add("text", "This is what the model says in turn " + i + " of all.")
                    .add("chunk", 4)
                    .add("delayMs", 40)
                    .add("usage", ScriptedUsage.toScript(usage));
            if (i < CALLS.size()) {
                turn.add(
                        "toolCalls",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("name", CALLS.get(i).getKey())
                                        .add("arguments", CALLS.get(i).getValue())));
            }
            turns.add(turn);
        }
        return turns.build();
    }

    private void awaitCalls(List<String> keys, int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT_NANOS;
        int calls = 0;
        while (calls < count) {
            if (System.nanoTime() > end) {
                throw new IOException("only " + calls + " of " + count + " model calls began");
            }
            Thread.sleep(POLL_MILLIS);
            calls = 0;
            for (String key : keys) {
                calls += ReportedCall.list(model, key).size();
            }
        }
    }

    private void awaitEnd(String run) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT_NANOS;
        String state = "";
        while (!state.equals("completed")) {
            if (System.nanoTime() > end || state.equals("failed")) {
                throw new IOException("the run " + run + " is " + state + ": "
                        + server.restClient().getRun(run));
            }
            Thread.sleep(POLL_MILLIS);
            state = server.restClient().getRun(run).getString("state");
        }
    }
}
