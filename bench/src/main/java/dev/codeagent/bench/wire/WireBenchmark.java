package dev.codeagent.bench.wire;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.UsageException;
import dev.codeagent.providers.recorded.RecordedExchange;
import dev.codeagent.providers.recorded.TrafficCheck;
import dev.codeagent.providers.recorded.TrafficCheck.FamilyResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Serves recorded responses to the providers, whole and cut at five random places, and compares what they read. */
public final class WireBenchmark implements Benchmark {
    private static final double MIN_READ_PERCENT = 99;
    private static final int MAX_LINE_CHARS = 400;
    /** The families that no provider serves, by decision. */
    private static final List<String> UNSERVED = List.of("bedrock-converse");

    @Override
    public String name() {
        return "wire";
    }

    @Override
    public String description() {
        return "FILE: recordings of model servers (JSON lines, may be .gz), whole and cut at five random places;"
                + " FAIL if a family reads fewer than 99 % of the complete answers, or one wrong";
    }

    @Override
    public boolean acceptsText() {
        return true;
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        Path file = options.file()
                .orElseThrow(() -> new UsageException("name the file of recordings: bench/run wire FILE"));
        if (!Files.isRegularFile(file)) {
            throw new UsageException("no file " + file);
        }
        Map<String, FamilyResult> families;
        try (var check = new TrafficCheck(RecordedExchange.readAll(file))) {
            families = check.run();
        }
        var faults = new ArrayList<String>();
        int complete = 0;
        int read = 0;
        System.out.printf(
                "%-20s %9s %6s %6s %8s %10s %11s%n",
                "family", "complete", "read", "wrong", "refused", "incomplete", "not 2xx");
        for (Map.Entry<String, FamilyResult> family : families.entrySet()) {
            FamilyResult result = family.getValue();
            System.out.printf(
                    "%-20s %9d %6d %6d %8d %10d %11d%n",
                    family.getKey(),
                    result.complete(),
                    result.read(),
                    result.wrong().size(),
                    result.refused().size(),
                    result.incomplete().size(),
                    result.errors().size());
            if (result.served()) {
                complete += result.complete();
                read += result.read();
            }
            faults.addAll(faults(family.getKey(), result));
        }
        families.forEach((name, result) -> {
            if (result.served()) {
                print(name, "refused", result.refused());
                print(name, "read as a failure", result.failures());
                print(name, "incomplete", result.incomplete());
            }
        });
        var metrics = new LinkedHashMap<String, String>();
        metrics.put("families", String.valueOf(families.size()));
        metrics.put("complete", String.valueOf(complete));
        metrics.put("read", String.valueOf(read));
        return new BenchmarkResult(metrics, faults);
    }

    private static List<String> faults(String family, FamilyResult result) {
        var faults = new ArrayList<String>();
        if (!result.served()) {
            if (!UNSERVED.contains(family)) {
                faults.add(family + ": no provider reads this family");
            }
            return faults;
        }
        result.wrong().forEach(line -> faults.add(family + " wrong: " + shorten(line)));
        if (result.read() * 100.0 < MIN_READ_PERCENT * result.complete()) {
            faults.add(family + ": " + result.read() + " of " + result.complete()
                    + " complete answers are read, fewer than " + MIN_READ_PERCENT + " %");
        }
        return faults;
    }

    private static void print(String family, String kind, List<String> lines) {
        lines.forEach(line -> System.out.println(family + " " + kind + ": " + shorten(line)));
    }

    private static String shorten(String line) {
        return line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) + "…" : line;
    }
}
