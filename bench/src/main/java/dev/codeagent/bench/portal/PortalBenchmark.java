package dev.codeagent.bench.portal;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.LocalToken;
import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.ServerProcess.StartOptions;
import dev.codeagent.bench.harness.TextTable;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The portal in headless Chromium, with the figures of the browser itself: {@code clients/portal/e2e/measure.mjs}. */
public final class PortalBenchmark implements Benchmark {
    private static final int ROUNDS = 5;

    /** A figure, the highest median that passes, and how it is printed. */
    private enum Figure {
        INTERACTIVE("interactiveMillis", "until the prompt can be used, ms", 1_500),
        EVENTS("eventsMillis", "until the end of 5,000 events is shown, ms", 1_000),
        SLOW_FRAMES("slowFrames", "share of frames over 50 ms at 50 deltas a second", 0.05),
        TRANSCRIPT_SCROLL("transcriptScroll", "share of frames over 50 ms while 5,000 events scroll", 0.05),
        DIFF_SCROLL("diffScroll", "share of frames over 50 ms while a diff of 10,000 lines scrolls", 0.05),
        SCRIPT("scriptBytes", "script of the first load, bytes compressed", 250_000);

        private final String key;
        private final String description;
        private final double limit;

        Figure(String key, String description, double limit) {
            this.key = key;
            this.description = description;
            this.limit = limit;
        }
    }

    @Override
    public String name() {
        return "portal";
    }

    @Override
    public String description() {
        return "[--rounds " + ROUNDS
                + "]: the web portal in Chromium: until it can be used, until 5,000 events are shown, frames"
                + " while text streams and while long lists scroll, size of its script; medians; FAIL above 1.5 s, 1 s,"
                + " 5 % over 50 ms, 250 kB";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        int rounds = options.intOption("rounds", ROUNDS);
        Path portal = BuildArtifacts.locate().projectRoot().resolve("clients/portal");
        if (!Files.isDirectory(portal.resolve("node_modules/playwright-core"))) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "the portal was left out of the build; it needs Node.js 20.19 or newer and npm");
        }
        try (var directory = new BenchmarkDirectory();
                var model = FakeModelProcess.start(
                        directory.path(), parse(node(portal, Map.of(), "e2e/measure.mjs", "script")));
                var server = ServerProcess.start(directory.path(), StartOptions.shipped())) {
            var environment = Map.of(
                    "E2E_SERVER", server.address().baseUrl(),
                    "E2E_TOKEN_FILE", LocalToken.file(server.dataDirectory()).toString(),
                    "E2E_MODEL", model.url(),
                    "E2E_FOLDER",
                            Files.createDirectories(directory.path().resolve("projects"))
                                    .toString());
            JsonObject figures = parse(node(portal, environment, "e2e/measure.mjs", "run", String.valueOf(rounds)));
            return directory.retainIfFailed(report(figures));
        }
    }

    private static BenchmarkResult report(JsonObject figures) {
        var faults = new ArrayList<String>();
        var metrics = new LinkedHashMap<String, String>();
        var table = new TextTable().row("portal", "median", "limit", "all rounds");
        for (Figure figure : Figure.values()) {
            List<Double> values = values(figures, figure.key);
            double median = median(values);
            table.row(
                    figure.description,
                    format(median),
                    format(figure.limit),
                    String.join(
                            " ", values.stream().map(PortalBenchmark::format).toList()));
            metrics.put(figure.key, format(median));
            if (!(median <= figure.limit)) {
                faults.add(figure.description + ": " + format(median) + " is above " + format(figure.limit));
            }
        }
        table.print();
        double events = median(values(figures, "events"));
        metrics.put("events", format(events));
        if (events < 5_000) {
            faults.add("the run has only " + format(events) + " events");
        }
        return new BenchmarkResult(metrics, faults);
    }

    private static List<Double> values(JsonObject figures, String key) {
        return figures.getJsonArray(key).getValuesAs(JsonNumber::doubleValue);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    private static String format(double value) {
        return value < 1 ? String.format(Locale.ROOT, "%.3f", value) : String.format(Locale.ROOT, "%.0f", value);
    }

    /** The last line that a script of the portal prints. */
    private static String node(Path portal, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var full = new ArrayList<>(List.of("node"));
        full.addAll(List.of(command));
        var builder = new ProcessBuilder(full)
                .directory(portal.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", full) + " ended with " + process.exitValue() + ": " + output);
        }
        return output.strip().lines().reduce((first, last) -> last).orElse("");
    }

    private static JsonObject parse(String line) {
        try (var reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        }
    }
}
