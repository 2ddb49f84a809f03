package dev.codeagent.bench.drops;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Repository;
import dev.codeagent.bench.rig.RunView;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.Table;
import dev.codeagent.bench.rig.Threads;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Cuts 200 followers of three runs by resets at random bytes; in the end all must know the same. */
public final class DropsBenchmark implements Benchmark {
    private static final int RUNS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "drops";
    }

    @Override
    public String purpose() {
        return "[SEED] [--clients 200] [--cuts 5]: connections cut by RST at random bytes; all clients end with the same";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        long seed = options.at(0, System.nanoTime() & 0xffffff);
        int clients = options.named("clients", 200);
        System.out.println("seed " + seed + ", " + clients + " clients, " + RUNS + " runs");
        List<SlowScript> scripts = new ArrayList<>();
        Map<String, JsonObject> scenarios = new LinkedHashMap<>();
        for (int i = 0; i < RUNS; i++) {
            scripts.add(SlowScript.of(new Random(seed * RUNS + i)));
            scenarios.put("key-" + i, scripts.get(i).scenario());
        }
        try (var bench = new Bench();
                var model = FakeModel.start(bench.folder(), Scripts.script(scenarios));
                var server = Server.start(bench.folder())) {
            for (int i = 0; i < RUNS; i++) {
                server.rest().provider("slow" + i, model.url(), "key-" + i);
            }
            String project = server.rest()
                    .project(Repository.create(bench.folder().resolve("sample")).path());
            return bench.finish(measure(server, project, scripts, new Plan(seed, clients, options.named("cuts", 5))));
        }
    }

    private record Plan(long seed, int clients, int cuts) {}

    private static Outcome measure(Server server, String project, List<SlowScript> scripts, Plan plan)
            throws Exception {
        long begin = System.nanoTime();
        var threads = new ArrayList<Thread>();
        var originals = new ArrayList<Original>();
        for (int i = 0; i < RUNS; i++) {
            var original = new Original(server.port(), project, "slow" + i);
            originals.add(original);
            threads.add(Thread.ofVirtual().start(original::follow));
        }
        var followers = new ArrayList<Follower>();
        for (int i = 0; i < plan.clients(); i++) {
            String run = originals.get(i % RUNS).run();
            var follower = new Follower(server.port(), run, plan.cuts(), new Random(plan.seed() + i));
            followers.add(follower);
            threads.add(Thread.ofVirtual().start(follower::follow));
        }
        boolean inTime = Threads.join(threads, LIMIT);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!inTime) {
            return new Outcome(
                    Map.of("clients", String.valueOf(plan.clients())),
                    List.of("not all clients saw their run's end within " + LIMIT.toSeconds()
                            + " s; is the server stuck?"));
        }
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            faults.addAll(check(server, originals.get(i), scripts.get(i)));
        }
        for (int i = 0; i < followers.size(); i++) {
            faults.addAll(compare(i, followers.get(i), originals.get(i % RUNS).view()));
        }
        return report(originals, followers, seconds, faults);
    }

    /** The undisturbed client against the script and the journal. */
    private static List<String> check(Server server, Original original, SlowScript script) throws Exception {
        RunView view = original.view();
        var faults = new ArrayList<>(view.faults());
        if (!original.failure().isEmpty()) {
            faults.add(original.failure());
        }
        if (!view.texts().equals(script.texts())) {
            faults.add("the texts of " + original.run() + " are not those of the script");
        }
        if (view.streamed() != script.texts().size()) {
            faults.add("only " + view.streamed() + " of " + script.texts().size() + " blocks came as deltas to "
                    + original.run());
        }
        JsonObject stored = server.rest().run(original.run());
        if (!stored.getString("state").equals("completed")
                || stored.getInt("lastSeq") != view.events().size()) {
            faults.add(
                    "run " + original.run() + " is " + stored.getString("state") + " with " + stored.getInt("lastSeq")
                            + " events; its client has " + view.events().size());
        }
        return faults;
    }

    private static List<String> compare(int number, Follower follower, RunView original) {
        var faults = new ArrayList<String>();
        follower.view().faults().forEach(f -> faults.add("client " + number + ": " + f));
        if (!follower.view().events().equals(original.events())) {
            faults.add("client " + number + " has other events: "
                    + follower.view().events().size() + " instead of "
                    + original.events().size());
        }
        if (!follower.view().texts().equals(original.texts())) {
            faults.add("client " + number + " has other texts");
        }
        return faults;
    }

    private static Outcome report(
            List<Original> originals, List<Follower> followers, double seconds, List<String> faults) {
        int cuts = followers.stream().mapToInt(Follower::cuts).sum();
        int lost = followers.stream().mapToInt(Follower::lost).sum();
        long streamed = followers.stream().mapToInt(f -> f.view().streamed()).sum();
        int events = originals.stream().mapToInt(o -> o.view().events().size()).sum();
        if (cuts < followers.size()) {
            faults.add("only " + cuts + " cuts fell into the runs; slower runs are needed");
        }
        new Table()
                .row("clients", followers.size())
                .row("cuts by reset", cuts)
                .row("connections lost otherwise", lost)
                .row("events of the three runs", events)
                .row("blocks that came as deltas", streamed)
                .row("seconds", Math.round(seconds))
                .print();
        var figures = new LinkedHashMap<String, String>();
        figures.put("clients", String.valueOf(followers.size()));
        figures.put("cuts", String.valueOf(cuts));
        figures.put("lost", String.valueOf(lost));
        figures.put("events", String.valueOf(events));
        figures.put("faults", String.valueOf(faults.size()));
        figures.put("seconds", String.valueOf(Math.round(seconds)));
        return new Outcome(figures, faults);
    }
}
