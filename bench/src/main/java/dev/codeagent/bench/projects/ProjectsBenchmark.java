package dev.codeagent.bench.projects;

import dev.codeagent.bench.rig.Bench;
import dev.codeagent.bench.rig.Benchmark;
import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Options;
import dev.codeagent.bench.rig.Outcome;
import dev.codeagent.bench.rig.Sandboxes;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Scripts.Call;
import dev.codeagent.bench.rig.Scripts.Pace;
import dev.codeagent.bench.rig.Scripts.Turn;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.Table;
import dev.codeagent.bench.rig.WrongUse;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Projects that others wrote: a run fetches what each needs, and then its tests pass in the agents' sandbox, which has no
 * network.
 */
public final class ProjectsBenchmark implements Benchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");
    private static final String PROVIDER = "scripted";

    /** Builds that look for a licence in each file find one. */
    private static final String NOTE = """
            # Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance
            # with the License. You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
            """;

    @Override
    public String name() {
        return "projects";
    }

    @Override
    public String purpose() {
        return "[FILE] [--only NAME] [--sandbox docker|bubblewrap]: released projects of others (Maven, npm, pytest): their"
                + " dependencies are fetched, then their tests pass in a sandbox without network; docker works on an engine"
                + " of its own, as root";
    }

    @Override
    public boolean takesFile() {
        return true;
    }

    @Override
    public Outcome run(Options options) throws Exception {
        List<ForeignProject> projects = ProjectList.read(options.file()).stream()
                .filter(p -> p.name().startsWith(options.text("only", "")))
                .toList();
        if (projects.isEmpty()) {
            throw new WrongUse("no project of the list is called '" + options.text("only", "") + "…'");
        }
        return Sandboxes.run(options, engine -> run(projects, Sandboxes.launch(engine)));
    }

    private static Outcome run(List<ForeignProject> projects, Server.Launch launch) throws Exception {
        try (var bench = new Bench();
                var model = FakeModel.start(bench.folder(), Scripts.script(Map.of("key", scenario())));
                var server = Server.start(bench.folder(), launch)) {
            server.rest().provider(PROVIDER, model.url(), "key");
            var examined = new ArrayList<Examined>();
            for (ForeignProject project : projects) {
                System.out.println(project.name());
                examined.add(examine(project, bench.folder().resolve("project-" + examined.size()), server));
            }
            return bench.finish(report(examined));
        }
    }

    /** The agent looks for a network and changes a file that no build reads, after which the server runs the tests. */
    private static JsonObject scenario() {
        var pace = new Pace(200, 0);
        return Scripts.scenario(
                Map.of(
                        "testing",
                        List.of(
                                new Turn(
                                        "I look around.",
                                        pace,
                                        List.of(
                                                Call.of("run_command", "command", "cat /proc/net/dev"),
                                                Call.of("write_file", "path", ".gitattributes", "content", NOTE))),
                                new Turn("Done.", pace, List.of()))),
                false);
    }

    private static Examined examine(ForeignProject project, Path folder, Server server) throws Exception {
        var repository = project.unpack(folder);
        String id = server.rest().project(repository.path());
        String run = server.rest().start(id, "/test", "Run the tests.", PROVIDER);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!OVER.contains(server.rest().run(run).getString("state")) && System.nanoTime() < end) {
            Thread.sleep(500);
        }
        return new Examined(project, server.rest().events(run));
    }

    private static Outcome report(List<Examined> examined) {
        var table = new Table()
                .row("project", "tool", "prepared s", "passed/failed/skipped", "alone s", "passed/failed/skipped");
        var faults = new ArrayList<String>();
        for (Examined one : examined) {
            table.row(
                    one.project().name(),
                    one.project().tool(),
                    one.prepareMillis() / 1000,
                    one.prepared().words(),
                    one.alone().millis() / 1000,
                    one.alone().words());
            faults.addAll(one.faults());
        }
        table.print();
        int passed = examined.stream().mapToInt(e -> e.alone().passed()).sum();
        return new Outcome(
                Map.of("projects", String.valueOf(examined.size()), "passedAlone", String.valueOf(passed)), faults);
    }
}
