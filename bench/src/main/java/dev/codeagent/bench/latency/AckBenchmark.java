package dev.codeagent.bench.latency;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Repository;
import dev.codeagent.bench.rig.Samples;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Scripts.Pace;
import dev.codeagent.bench.rig.Scripts.Turn;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.Table;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fifty people with a command every five seconds: how long until each is acknowledged, and what is true by then. */
public final class AckBenchmark implements Benchmark {
    private static final double LIMIT_MILLIS = 50;
    private static final int EVERY_SECONDS = 5;
    private static final long SETTLE_SECONDS = 60;

    @Override
    public String name() {
        return "ack";
    }

    @Override
    public String purpose() {
        return "[--clients 50] [--seconds 60]: a /plan each every 5 s; FAIL where the acknowledgement's p99 is over 50 ms";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        int clients = options.named("clients", 50);
        int rounds = Math.max(1, options.named("seconds", 60) / EVERY_SECONDS);
        int warmUp = options.named("warmup", 20) / EVERY_SECONDS;
        var turn = new Turn("1. Look.\n2. Greet.", new Pace(10, 5), List.of());
        JsonObject script = Scripts.script(Map.of("*", Scripts.scenario(Map.of("planning", List.of(turn)), false)));
        try (var bench = new Bench();
                var model = FakeModel.start(bench.folder(), script);
                var relay = Relay.start(model.url());
                var server = Server.start(bench.folder())) {
            server.rest().provider("plans", relay.url(), "key");
            String project = server.rest()
                    .project(Repository.create(bench.folder().resolve("sample")).path());
            var users = new ArrayList<User>();
            for (int i = 0; i < clients; i++) {
                users.add(new User(i, server.port(), server.rest(), project));
            }
            work(users, 0, warmUp);
            work(users, warmUp, rounds);
            return bench.finish(report(users, warmUp, rounds, server, relay));
        }
    }

    /** All users' commands, evenly spread over time. */
    private static void work(List<User> users, int first, int rounds) throws IOException, InterruptedException {
        long step = EVERY_SECONDS * 1_000_000_000L / users.size();
        long next = System.nanoTime();
        for (int round = first; round < first + rounds; round++) {
            for (User user : users) {
                long wait = (next - System.nanoTime()) / 1_000_000;
                if (wait > 0) {
                    Thread.sleep(wait);
                }
                user.command(round);
                next += step;
            }
        }
    }

    private static Outcome report(List<User> users, int warmUp, int rounds, Server server, Relay relay)
            throws Exception {
        var faults = new ArrayList<String>();
        double settled = settle(users, server, faults);
        var millis = new ArrayList<Double>();
        int asked = 0;
        for (User user : users) {
            for (User.Ack ack : user.acks()) {
                if (Integer.parseInt(ack.mark().substring(ack.mark().lastIndexOf('-') + 1)) >= warmUp) {
                    millis.add(ack.millis());
                }
                boolean early = relay.arrival(ack.mark()).orElse(Long.MAX_VALUE) < ack.at();
                asked += early ? 1 : 0;
            }
            faults.addAll(user.faults());
            user.close();
        }
        if (millis.size() != users.size() * rounds) {
            faults.add("only " + millis.size() + " of " + users.size() * rounds + " commands were acknowledged");
        }
        if (asked > 0) {
            faults.add("the model was asked for " + asked + " commands before their acknowledgement was here");
        }
        Samples samples = Samples.of(millis);
        if (!(samples.percentile(0.99) <= LIMIT_MILLIS)) {
            faults.add("p99 is over " + LIMIT_MILLIS + " ms");
        }
        return outcome(samples, settled, asked, faults);
    }

    /** Waits until all runs are over, and checks that each acknowledged one is in the list. */
    private static double settle(List<User> users, Server server, List<String> faults) throws Exception {
        long begin = System.nanoTime();
        for (User user : users) {
            List<JsonObject> runs = List.of();
            boolean over = false;
            while (!over && System.nanoTime() - begin < SETTLE_SECONDS * 1_000_000_000L) {
                runs = server.rest()
                        .runs("limit=1000&sessionId=" + user.session())
                        .getValuesAs(JsonObject.class);
                over = runs.stream().allMatch(r -> r.getString("state").equals("completed"));
                Thread.sleep(over ? 0 : 200);
            }
            Set<String> known =
                    new HashSet<>(runs.stream().map(r -> r.getString("id")).toList());
            user.acks().stream()
                    .filter(a -> !known.contains(a.run()))
                    .forEach(a -> faults.add("run " + a.run() + " was acknowledged but is not in the list"));
            if (!over) {
                faults.add("not all runs of " + user.session() + " were completed after " + SETTLE_SECONDS + " s");
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static Outcome outcome(Samples samples, double settled, int asked, List<String> faults) {
        new Table()
                .row("acknowledgement", "count", "p50 ms", "p95 ms", "p99 ms", "max ms")
                .row(
                        "of /plan",
                        samples.count(),
                        Samples.ms(samples.percentile(0.5)),
                        Samples.ms(samples.percentile(0.95)),
                        Samples.ms(samples.percentile(0.99)),
                        Samples.ms(samples.max()))
                .print();
        System.out.printf("all runs were over %.1f s after the last command%n", settled);
        var figures = new LinkedHashMap<String, String>();
        figures.put("count", String.valueOf(samples.count()));
        figures.put("p50Ms", Samples.ms(samples.percentile(0.5)));
        figures.put("p95Ms", Samples.ms(samples.percentile(0.95)));
        figures.put("p99Ms", Samples.ms(samples.percentile(0.99)));
        figures.put("maxMs", Samples.ms(samples.max()));
        figures.put("askedBefore", String.valueOf(asked));
        return new Outcome(figures, faults);
    }
}
