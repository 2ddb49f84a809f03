package dev.codeagent.bench.sandbox;

import dev.codeagent.api.doctor.DockerAddress;
import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Samples;
import dev.codeagent.bench.rig.Table;
import dev.codeagent.projects.Workspace;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.tools.ToolCall;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Start, calls and end of sandboxes in containers, beside {@code docker exec} in the same run. */
public final class SandboxBenchmark implements Benchmark {
    private static final double WARM_LIMIT_MS = 100;
    private static final double STOP_LIMIT_MS = 1000;
    private static final double READ_SHARE = 1.0 / 20;
    private static final double TRUE_SHARE = 1.0 / 8;
    private static final long SPARE_MILLIS = 60_000;

    private final List<Double> cold = new ArrayList<>();
    private final List<Double> warm = new ArrayList<>();
    private final List<Double> stop = new ArrayList<>();
    private final List<Double> read = new ArrayList<>();
    private final List<Double> run = new ArrayList<>();
    private final List<Double> execRead = new ArrayList<>();
    private final List<Double> execRun = new ArrayList<>();
    private int calls;
    private int left;

    @Override
    public String name() {
        return "sandbox";
    }

    @Override
    public String purpose() {
        return "[--rounds 20] [--image NAME]: hand-out, start, calls and end of containers beside docker exec; FAIL where a"
                + " warm hand-out takes over 100 ms or an end over 1 s (p95), a read over 1/20 or `true` over 1/8 of docker"
                + " exec (medians)";
    }

    @Override
    public Outcome run(Options options) throws Exception {
        String image = options.text("image", "codeagent/sandbox:latest");
        String address = DockerAddress.of(System.getenv(), Path.of(System.getProperty("user.home")));
        int rounds = options.named("rounds", 20);
        try (var bench = new Bench()) {
            var yard = new Yard(bench.folder(), address, image);
            DockerLauncher launcher = yard.launcher(0);
            launcher.check();
            try (var exec = PlainExec.start(address, image)) {
                for (int round = 0; round < rounds; round++) {
                    coldRound(launcher, yard.next(), exec);
                }
            } finally {
                launcher.close();
            }
            DockerLauncher pooled = yard.launcher(1);
            try {
                pooled.open(yard.next(), false).close();
                for (int round = 0; round < rounds; round++) {
                    waitForSpare(address);
                    Workspace next = yard.next();
                    var opened = new Sandbox[1];
                    warm.add(millis(() -> opened[0] = pooled.open(next, false)));
                    opened[0].close();
                }
            } finally {
                pooled.close();
            }
            return bench.finish(report());
        }
    }

    private void coldRound(DockerLauncher launcher, Workspace workspace, PlainExec exec) throws Exception {
        var opened = new Sandbox[1];
        cold.add(millis(() -> opened[0] = launcher.open(workspace, false)));
        Sandbox sandbox = opened[0];
        call(
                sandbox,
                "write_file",
                Json.createObjectBuilder().add("path", "r.txt").add("content", "some\nlines\n"));
        for (int i = 0; i < 20; i++) {
            double reading = millis(
                    () -> call(sandbox, "read_file", Json.createObjectBuilder().add("path", "r.txt")));
            double running = millis(() ->
                    call(sandbox, "run_command", Json.createObjectBuilder().add("command", "true")));
            if (i >= 10) { // After the first calls, as in a run at work.
                read.add(reading);
                run.add(running);
            }
            if (i >= 18) {
                execRead.add(exec.millis("cat", "/etc/passwd"));
                execRun.add(exec.millis("true"));
            }
        }
        String marker = "86" + System.nanoTime() % 1_000_000;
        call(
                sandbox,
                "run_command",
                Json.createObjectBuilder()
                        .add("command", "for i in 1 2 3; do setsid sleep " + marker + " >/dev/null 2>&1 & done; true"));
        Thread working = Thread.ofVirtual().start(() -> {
            try {
                call(sandbox, "run_command", Json.createObjectBuilder().add("command", "sleep " + marker));
            } catch (RuntimeException e) {
                // Its sandbox ends, which is what is measured.
            }
        });
        Thread.sleep(100);
        stop.add(millis(() -> {
            sandbox.close();
            return null;
        }));
        working.join();
        left += (int) ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains("sleep " + marker))
                .count();
    }

    private static void waitForSpare(String address) throws Exception {
        long deadline = System.currentTimeMillis() + SPARE_MILLIS;
        while (System.currentTimeMillis() < deadline) {
            String waiting = PlainExec.docker(
                    address,
                    List.of("ps", "-q", "--filter", "name=codeagent-bench-warm", "--filter", "status=running"));
            if (!waiting.isBlank()) {
                Thread.sleep(1500); // It runs; its executor answers soon.
                return;
            }
            Thread.sleep(100);
        }
    }

    private String call(Sandbox sandbox, String tool, jakarta.json.JsonObjectBuilder arguments) {
        JsonObject built = arguments.build();
        return sandbox.call(new ToolCall(tool.equals("read_file") ? "" : "c" + calls++, tool, built))
                .text();
    }

    private static double millis(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e6;
    }

    private Outcome report() {
        var table = new Table().row("", "p50 ms", "p95 ms", "max ms", "count");
        row(table, "warm hand-out", warm);
        row(table, "cold start", cold);
        row(table, "read a file", read);
        row(table, "docker exec cat", execRead);
        row(table, "run true", run);
        row(table, "docker exec true", execRun);
        row(table, "end, with all processes", stop);
        table.print();
        double readShare = p(read, 0.5) / p(execRead, 0.5);
        double runShare = p(run, 0.5) / p(execRun, 0.5);
        var faults = new ArrayList<String>();
        check(faults, p(warm, 0.95) <= WARM_LIMIT_MS, "a warm hand-out takes over 100 ms");
        check(faults, p(stop, 0.95) <= STOP_LIMIT_MS, "an end takes over 1 s");
        check(faults, readShare <= READ_SHARE, "a read takes over 1/20 of docker exec");
        check(faults, runShare <= TRUE_SHARE, "`true` takes over 1/8 of docker exec");
        check(faults, left == 0, left + " processes are left");
        var figures = new LinkedHashMap<String, String>();
        figures.put("warmP95Ms", text(p(warm, 0.95)));
        figures.put("coldP50Ms", text(p(cold, 0.5)));
        figures.put("readMs", text(p(read, 0.5)));
        figures.put("readShare", String.format(Locale.ROOT, "1/%.0f", 1 / readShare));
        figures.put("trueMs", text(p(run, 0.5)));
        figures.put("trueShare", String.format(Locale.ROOT, "1/%.0f", 1 / runShare));
        figures.put("stopP95Ms", text(p(stop, 0.95)));
        figures.put("left", String.valueOf(left));
        return new Outcome(figures, faults);
    }

    private static void check(List<String> faults, boolean good, String fault) {
        if (!good) {
            faults.add(fault);
        }
    }

    private static void row(Table table, String name, List<Double> values) {
        Samples samples = Samples.of(values);
        table.row(
                name,
                text(samples.percentile(0.5)),
                text(samples.percentile(0.95)),
                text(samples.max()),
                samples.count());
    }

    private static double p(List<Double> values, double share) {
        return Samples.of(values).percentile(share);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
