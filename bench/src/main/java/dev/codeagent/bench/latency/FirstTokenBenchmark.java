package dev.codeagent.bench.latency;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Commands;
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
import dev.codeagent.bench.rig.WsConnection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the way through the server adds to the model's first piece of text, beside a client that asks the model itself. */
public final class FirstTokenBenchmark implements Benchmark {
    private static final double LIMIT_MILLIS = 3;
    private static final int WARM_UP = 60;

    @Override
    public String name() {
        return "first-token";
    }

    @Override
    public String purpose() {
        return "[--turns 200]: time added to the model's first piece of text; FAIL where the median is over 3 ms";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        int turns = options.named("turns", 200);
        var turn = new Turn("one two three four", new Pace(6, 20), List.of());
        JsonObject script = Scripts.script(Map.of("*", Scripts.scenario(Map.of("planning", List.of(turn)), true)));
        try (var bench = new Bench();
                var model = FakeModel.start(bench.folder(), script);
                var server = Server.start(bench.folder())) {
            server.rest().provider("stamped", model.url(), "key");
            String project = server.rest()
                    .project(Repository.create(bench.folder().resolve("sample")).path());
            try (var connection = WsConnection.open(server.port());
                    var direct = new DirectCall(model.url())) {
                return bench.finish(measure(connection, direct, project, turns));
            }
        }
    }

    private static Outcome measure(WsConnection connection, DirectCall direct, String project, int turns)
            throws IOException {
        List<Double> ours = new ArrayList<>();
        List<Double> floor = new ArrayList<>();
        for (int i = 0; i < WARM_UP + turns; i++) {
            double straight = direct.firstPiece();
            double through = firstDelta(connection, project, i);
            if (i >= WARM_UP) {
                floor.add(straight);
                ours.add(through);
            }
        }
        Samples a = Samples.of(floor);
        Samples b = Samples.of(ours);
        new Table()
                .row("first piece after its sending", "turns", "p50 ms", "p95 ms", "p99 ms")
                .row(
                        "direct",
                        a.count(),
                        Samples.ms(a.percentile(0.5)),
                        Samples.ms(a.percentile(0.95)),
                        Samples.ms(a.percentile(0.99)))
                .row(
                        "through the server",
                        b.count(),
                        Samples.ms(b.percentile(0.5)),
                        Samples.ms(b.percentile(0.95)),
                        Samples.ms(b.percentile(0.99)))
                .print();
        double added = b.percentile(0.5) - a.percentile(0.5);
        var figures = new LinkedHashMap<String, String>();
        figures.put("addedMedianMs", Samples.ms(added));
        figures.put("directMedianMs", Samples.ms(a.percentile(0.5)));
        figures.put("oursMedianMs", Samples.ms(b.percentile(0.5)));
        figures.put("oursP99Ms", Samples.ms(b.percentile(0.99)));
        return new Outcome(
                figures, added <= LIMIT_MILLIS ? List.of() : List.of("the median is over " + LIMIT_MILLIS + " ms"));
    }

    /** One run of one turn; returns when it is over, so that the next finds the server idle. */
    private static double firstDelta(WsConnection connection, String project, int number) throws IOException {
        connection.send(Commands.start("turn-" + number, "/plan", "go", project, "", "stamped"));
        double first = Double.NaN;
        while (true) {
            String text = connection.next();
            if (Double.isNaN(first) && text.contains("\"type\":\"delta\"")) {
                first = Stamp.age(text);
            }
            if (text.contains("\"type\":\"run.finished\"")) {
                return first;
            }
            if (text.contains("\"type\":\"error\"")) {
                throw new IOException("the command was refused: " + text);
            }
        }
    }
}
