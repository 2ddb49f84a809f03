package dev.codeagent.bench.projects;

import dev.codeagent.bench.harness.Benchmark;
import dev.codeagent.bench.harness.BenchmarkDirectory;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.SandboxOption;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.bench.harness.UsageException;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Third-party projects: a run fetches the dependencies of each, then its tests must pass in the sandbox of the agents,
 * which has no network.
 */
public final class ProjectsBenchmark implements Benchmark {
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(20);
    /** A run that waits asks whether to go on without tests, because the dependencies cannot be fetched. */
    private static final Set<String> FINAL_STATES = Set.of("completed", "failed", "cancelled", "waiting");

    private static final String PROVIDER = "scripted";

    /** For builds that check each file for a licence header. */
    private static final String LICENSE_NOTE = """
            # Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance
            # with the License. You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
            """;

    @Override
    public String name() {
        return "projects";
    }

    @Override
    public String description() {
        return "[FILE] [--only NAME] [--sandbox docker|bubblewrap]: tests of third-party projects (Maven, npm,"
                + " pytest) in a sandbox without network, after their dependencies were fetched; FAIL if fewer pass"
                + " than with network; docker starts an isolated engine and needs root";
    }

    @Override
    public boolean acceptsText() {
        return true;
    }

    @Override
    public BenchmarkResult run(BenchmarkOptions options) throws Exception {
        List<ThirdPartyProject> projects = ProjectListReader.read(options.file()).stream()
                .filter(p -> p.name().startsWith(options.textOption("only", "")))
                .toList();
        if (projects.isEmpty()) {
            throw new UsageException(
                    "--only: no project name in the list starts with '" + options.textOption("only", "") + "'");
        }
        return SandboxOption.runWithSelected(
                options, engine -> run(projects, SandboxOption.serverStartOptions(engine)));
    }

    private static BenchmarkResult run(List<ThirdPartyProject> projects, ServerProcess.StartOptions startOptions)
            throws Exception {
        try (var directory = new BenchmarkDirectory();
                var model =
                        FakeModelProcess.start(directory.path(), ModelScripts.script(Map.of("key", createScenario())));
                var server = ServerProcess.start(directory.path(), startOptions)) {
            server.restClient().registerProvider(PROVIDER, model.url(), "key");
            var reports = new ArrayList<ProjectTestReport>();
            for (ThirdPartyProject project : projects) {
                System.out.println(project.name());
                reports.add(runTests(project, directory.path().resolve("project-" + reports.size()), server));
            }
            return directory.retainIfFailed(report(reports));
        }
    }

    /**
     * The agent lists the network interfaces and changes a file that no build reads; then the server runs the tests.
     */
    private static JsonObject createScenario() {
        var pacing = new Pacing(200, 0);
        return ModelScripts.scenario(
                Map.of(
                        "testing",
                        List.of(
                                new ScriptedTurn(
                                        "I look around.",
                                        pacing,
                                        List.of(
                                                ScriptedCall.of("run_command", "command", "cat /proc/net/dev"),
                                                ScriptedCall.of(
                                                        "write_file",
                                                        "path",
                                                        ".gitattributes",
                                                        "content",
                                                        LICENSE_NOTE))),
                                new ScriptedTurn("Done.", pacing, List.of()))),
                false);
    }

    private static ProjectTestReport runTests(ThirdPartyProject project, Path folder, ServerProcess server)
            throws Exception {
        var repository = project.downloadAsRepository(folder);
        String id = server.restClient().registerProject(repository.path());
        String run = server.restClient().startRun(id, "/test", "Run the tests.", PROVIDER);
        long deadline = System.nanoTime() + RUN_TIMEOUT.toNanos();
        while (!FINAL_STATES.contains(server.restClient().getRun(run).getString("state"))
                && System.nanoTime() < deadline) {
            Thread.sleep(500);
        }
        return new ProjectTestReport(project, server.restClient().listEvents(run));
    }

    private static BenchmarkResult report(List<ProjectTestReport> reports) {
        var table = new TextTable().row("project", "tool", "fetch s", "with network", "tests s", "without network");
        var faults = new ArrayList<String>();
        for (ProjectTestReport report : reports) {
            table.row(
                    report.project().name(),
                    report.project().buildTool(),
                    report.prepareMillis() / 1000,
                    report.testsWithNetwork().summary(),
                    report.testsWithoutNetwork().millis() / 1000,
                    report.testsWithoutNetwork().summary());
            faults.addAll(report.faults());
        }
        table.print();
        int passed =
                reports.stream().mapToInt(e -> e.testsWithoutNetwork().passed()).sum();
        return new BenchmarkResult(
                Map.of("projects", String.valueOf(reports.size()), "passedAlone", String.valueOf(passed)), faults);
    }
}
