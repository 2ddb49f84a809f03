package dev.codeagent.bench.load;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Table;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a command and a streamed piece cost in CPU at full load, with the shipped choice of compilers and with others. */
public final class LoadBenchmark implements Benchmark {
    private static final double LIMIT = 1.25;

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String purpose() {
        return "[--rounds 5] [--seconds 10] [--warmup 120]: CPU of a command and of a streamed piece at full load;"
                + " FAIL above 1.25 times that with Java's own choice of compilers";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        int seconds = options.named("seconds", 10);
        Map<String, JsonObject> scenarios = new LinkedHashMap<>();
        Work.ALL.forEach(work -> scenarios.put(work.provider(), work.scenario()));
        var subjects = new ArrayList<Subject>();
        try (var bench = new Bench();
                var model = FakeModel.start(bench.folder(), Scripts.script(scenarios))) {
            try {
                for (Compiler compiler : Compiler.values()) {
                    subjects.add(Subject.start(bench.folder().resolve(compiler.name()), compiler, model));
                }
                for (Subject subject : subjects) {
                    subject.warmUp(options.named("warmup", 120));
                }
                for (int round = 0; round < options.named("rounds", 5); round++) {
                    for (Subject subject : subjects) {
                        subject.measure(seconds);
                    }
                }
                return bench.finish(report(subjects));
            } finally {
                for (Subject subject : subjects) {
                    subject.close();
                }
            }
        }
    }

    private static Outcome report(List<Subject> subjects) throws Exception {
        var table = new Table().row("compilers", "CPU s to ready", "CPU ms a command", "CPU us a piece", "MB then");
        for (Subject s : subjects) {
            table.row(
                    s.compiler().words(),
                    text(s.startSeconds()),
                    text(s.commandMillis()),
                    text(s.pieceMicros()),
                    text(s.megabytes()));
        }
        table.print();
        Subject shipped = subjects.get(Compiler.SHIPPED.ordinal());
        Subject both = subjects.get(Compiler.BOTH.ordinal());
        double command = shipped.commandMillis() / both.commandMillis();
        double piece = shipped.pieceMicros() / both.pieceMicros();
        var faults = new ArrayList<String>();
        if (!(command <= LIMIT)) {
            faults.add("a command costs over " + LIMIT + " times what it costs with Java's own choice");
        }
        if (!(piece <= LIMIT)) {
            faults.add("a piece costs over " + LIMIT + " times what it costs with Java's own choice");
        }
        var figures = new LinkedHashMap<String, String>();
        for (Subject s : subjects) {
            String name = s.compiler().name().toLowerCase(Locale.ROOT);
            figures.put(name + "CommandMs", text(s.commandMillis()));
            figures.put(name + "PieceUs", text(s.pieceMicros()));
        }
        return new Outcome(figures, faults);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
