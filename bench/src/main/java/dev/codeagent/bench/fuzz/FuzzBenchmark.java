package dev.codeagent.bench.fuzz;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * Sends requests that schemathesis generates from the published document, valid ones and invalid ones, and compares the
 * answers with the document: no failure of the server, no status, type or body that is not documented.
 */
public final class FuzzBenchmark implements Benchmark {
    private static final int EXAMPLES = 50;

    @Override
    public String name() {
        return "fuzz";
    }

    @Override
    public String description() {
        return "[EXAMPLES for each operation (" + EXAMPLES + ")] --seed N: REST requests from the OpenAPI document;"
                + " needs python3; FAIL at a failure of the server or an answer that is not documented";
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        long examples = options.positional(0, EXAMPLES);
        int seed = options.intOption("seed", 7);
        var program = new Schemathesis(install());
        try (var directory = new BenchmarkDirectory()) {
            Schemathesis.Report report;
            try (ServerProcess server = ServerProcess.start(directory.path())) {
                server.restClient()
                        .registerProject(GitRepository.create(directory.path().resolve("repository"))
                                .path());
                report = program.run(
                        server.address(), examples, seed, directory.path().resolve("schemathesis.log"));
            }
            report.lines().forEach(System.out::println);
            var faults = new ArrayList<String>();
            if (report.exit() != 0) {
                faults.add("schemathesis ended with " + report.exit() + "; --seed " + seed + " repeats it");
                report.lines().stream().filter(line -> line.startsWith("- ")).forEach(faults::add);
            }
            var metrics = new LinkedHashMap<String, String>();
            metrics.put("seed", String.valueOf(seed));
            metrics.put("examples", String.valueOf(examples));
            report.lines().stream()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d+ generated.*"))
                    .findFirst()
                    .ifPresent(line -> metrics.put("cases", line.split(" ")[0]));
            return directory.retainIfFailed(new BenchmarkResult(metrics, faults));
        }
    }

    /** In a virtual environment below the build directory; once. */
    private static Path install() throws IOException, InterruptedException {
        Path environment = BuildArtifacts.locate()
                .projectRoot()
                .resolve("bench/target/" + Schemathesis.PACKAGE.replace("==", "-"));
        Path program = environment.resolve("bin/schemathesis");
        if (!Files.isExecutable(program)) {
            Files.createDirectories(environment);
            Path log = environment.resolve("install.log");
            if (Schemathesis.execute(List.of("python3", "-m", "venv", environment.toString()), log) != 0
                    || Schemathesis.execute(
                                    List.of(
                                            environment.resolve("bin/pip").toString(),
                                            "install",
                                            "--quiet",
                                            Schemathesis.PACKAGE),
                                    log)
                            != 0) {
                throw new IOException(String.format(
                        Locale.ROOT, "cannot install %s: %s", Schemathesis.PACKAGE, Files.readString(log)));
            }
        }
        return program;
    }
}
