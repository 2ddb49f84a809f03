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
    private static final String SCHEMATHESIS = "schemathesis==4.32.5";
    private static final int EXAMPLES = 50;
    private static final List<String> CHECKS = List.of(
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_headers_conformance",
            "response_schema_conformance");

    /** They ask other servers, so their answers depend on the network. */
    private static final List<String> OF_OTHER_SERVERS = List.of(
            "diagnose",
            "testProvider",
            "listProviderModels",
            "startModelPull",
            "refreshModels",
            "createGitProject",
            "putGitProjectAccess");

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
        Path program = install();
        try (var directory = new BenchmarkDirectory()) {
            List<String> report;
            int exit;
            try (ServerProcess server = ServerProcess.start(directory.path())) {
                server.restClient()
                        .registerProject(GitRepository.create(directory.path().resolve("repository"))
                                .path());
                Path log = directory.path().resolve("schemathesis.log");
                exit = execute(command(program, server, examples, seed), log);
                report = Files.readAllLines(log);
            }
            report.forEach(System.out::println);
            var faults = new ArrayList<String>();
            if (exit != 0) {
                faults.add("schemathesis ended with " + exit + "; --seed " + seed + " repeats it");
                report.stream().filter(line -> line.startsWith("- ")).forEach(faults::add);
            }
            var metrics = new LinkedHashMap<String, String>();
            metrics.put("seed", String.valueOf(seed));
            metrics.put("examples", String.valueOf(examples));
            report.stream()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d+ generated.*"))
                    .findFirst()
                    .ifPresent(line -> metrics.put("cases", line.split(" ")[0]));
            return directory.retainIfFailed(new BenchmarkResult(metrics, faults));
        }
    }

    private static List<String> command(Path program, ServerProcess server, long examples, int seed) {
        var command = new ArrayList<>(List.of(
                program.toString(),
                "run",
                server.address().baseUrl() + "/openapi",
                "--url",
                server.address().baseUrl(),
                "--header",
                "Authorization: " + server.address().authorization().orElseThrow(),
                "--checks",
                String.join(",", CHECKS),
                "--phases",
                "examples,coverage,fuzzing",
                "--max-examples",
                String.valueOf(examples),
                "--seed",
                String.valueOf(seed),
                "--no-color"));
        OF_OTHER_SERVERS.forEach(operation -> command.addAll(List.of("--exclude-operation-id", operation)));
        return command;
    }

    /** In a virtual environment below the build directory; once. */
    private static Path install() throws IOException, InterruptedException {
        Path environment =
                BuildArtifacts.locate().projectRoot().resolve("bench/target/" + SCHEMATHESIS.replace("==", "-"));
        Path program = environment.resolve("bin/schemathesis");
        if (!Files.isExecutable(program)) {
            Files.createDirectories(environment);
            Path log = environment.resolve("install.log");
            if (execute(List.of("python3", "-m", "venv", environment.toString()), log) != 0
                    || execute(
                                    List.of(
                                            environment.resolve("bin/pip").toString(),
                                            "install",
                                            "--quiet",
                                            SCHEMATHESIS),
                                    log)
                            != 0) {
                throw new IOException(
                        String.format(Locale.ROOT, "cannot install %s: %s", SCHEMATHESIS, Files.readString(log)));
            }
        }
        return program;
    }

    private static int execute(List<String> command, Path log) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
    }
}
