package dev.codeagent.tests.system.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ServerDatabase;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.ServerProcess.StartOptions;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Makes the archives of {@link UpgradeFixture}. It is not a test of the build: {@code make-upgrade-fixture.sh} runs it,
 * with the programs of an earlier version in {@code codeagent.root}.
 */
@EnabledIfSystemProperty(named = "codeagent.upgrade.output", matches = ".+")
class UpgradeFixtureMaker {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    /** The test answers the open approval, however old the fixture is. */
    private static final String APPROVAL_EXPIRY = "36500d";

    private static final String RULES = """
            {"rules": [
              {"id": "touching", "outcome": "ask", "command": "touch", "reason": "touching is asked for"},
              {"id": "copying", "outcome": "ask", "command": "cp", "reason": "copying is asked for"},
              {"id": "no-rm", "outcome": "deny", "command": "rm", "reason": "nothing is removed"}
            ]}
            """;

    /** What a start makes again, what is large, and the mark by which a server knows that the directory is a copy. */
    private static final List<String> EXCLUDED = List.of(
            "data/directory.id",
            "data/server.json",
            "data/server.lock",
            "data/*.db-shm",
            "data/logs",
            "data/snapshots",
            "data/server/[!l]*",
            "data/server/logs",
            "data/server/lib/*.jar",
            "data/server/lib/install",
            "data/projects/*/cache/.npm/*",
            "script.json",
            "*.log");

    private final UpgradeFixture fixture = new UpgradeFixture(UpgradeFixture.ORIGINAL_FOLDER);
    private final Path output = Path.of(System.getProperty("codeagent.upgrade.output", "."));
    private ServerProcess server;
    private String testedProject;
    private String plainProject;

    @Test
    void makesTheFixtureOfSqlite() throws Exception {
        make(Map.of());

        pack("sqlite");
    }

    @Test
    void makesTheFixtureOfPostgresql() throws Exception {
        String database = EmbeddedDatabase.create();
        make(ServerDatabase.environment(database));

        Files.writeString(
                fixture.folder().resolve(UpgradeFixture.DATABASE_DUMP),
                PostgresDump.of(EmbeddedDatabase.dataSource(database)));
        pack("postgresql");
    }

    private void make(Map<String, String> databaseEnvironment) throws Exception {
        UpgradeFixture.run(Path.of("/tmp"), "rm", "-rf", fixture.folder().toString());
        Files.createDirectories(fixture.folder());
        StartOptions options = StartOptions.shipped()
                .with("CODEAGENT_SANDBOX_LAUNCHER", "bubblewrap")
                .with("CODEAGENT_POLICY_APPROVALEXPIRY", APPROVAL_EXPIRY);
        for (var variable : databaseEnvironment.entrySet()) {
            options = options.with(variable.getKey(), variable.getValue());
        }
        try (FakeModelProcess model = FakeModelProcess.start(fixture.folder(), UpgradeFixture.script())) {
            Files.writeString(fixture.folder().resolve(UpgradeFixture.MODEL_URL), model.url());
            server = ServerProcess.start(fixture.folder(), options);
            registerProjectsAndProviders(model);
            playFinishedRuns();
            playOpenRuns();
            record();
            server.kill();
        }
    }

    private void registerProjectsAndProviders(FakeModelProcess model) throws Exception {
        for (String scenario : UpgradeFixture.SCENARIOS) {
            server.restClient().registerProvider(scenario, model.url(), scenario);
        }
        server.restClient()
                .registerProvider(UpgradeFixture.MISSING_SCENARIO, model.url(), UpgradeFixture.MISSING_SCENARIO);
        Path tested = Files.createDirectories(fixture.projectWithTests());
        Files.writeString(
                tested.resolve("package.json"), "{\"name\": \"sum\", \"scripts\": {\"test\": \"node --test\"}}\n");
        Files.writeString(tested.resolve("sum.js"), "exports.sum = (a, b) => a - b;\n");
        Files.writeString(tested.resolve("sum.test.js"), """
                const test = require('node:test');
                const assert = require('node:assert');
                const {sum} = require('./sum.js');

                test('adds two numbers', () => assert.strictEqual(sum(1, 2), 3));
                test('adds zero', () => assert.strictEqual(sum(1, 0), 1));
                """);
        GitRepository.initialize(tested);
        Files.createDirectories(fixture.projectWithRules().resolve(".codeagent"));
        Files.writeString(fixture.projectWithRules().resolve(".codeagent/policy.json"), RULES);
        GitRepository.create(fixture.projectWithRules());
        testedProject = server.restClient().registerProject(tested);
        plainProject = server.restClient().registerProject(fixture.projectWithRules());
    }

    private void playFinishedRuns() throws Exception {
        String build = start(testedProject, "/build", "correct the sum", "build");
        awaitState(build, "completed");
        String undone = start(plainProject, "/code", "edit and undo", "edit");
        awaitState(undone, "completed");
        cli("undo", undone, "coding-t2-c1");
        String discarded = start(plainProject, "/code", "edit and discard", "edit");
        awaitState(discarded, "completed");
        cli("discard", discarded);
        String rule = start(plainProject, "/code", "touch and remove", "rule");
        awaitState(rule, "waiting");
        cli("approve", rule, "--rule");
        awaitState(rule, "completed");
        String cancelled = start(plainProject, "/code", "copy and cancel", "approval");
        awaitState(cancelled, "waiting");
        cli("cancel", cancelled);
        awaitState(cancelled, "cancelled");
        String failed = start(plainProject, "/code", "fail", UpgradeFixture.MISSING_SCENARIO);
        awaitState(failed, "failed");
        String applied = start(plainProject, "/code", "edit and apply", "edit");
        awaitState(applied, "completed");
        cli("apply", applied, "--file", "src/new.txt");
        cli("apply", applied);
        Files.writeString(
                fixture.folder().resolve(UpgradeFixture.PATCH),
                cli("diff", build).out());
    }

    /** The server is killed while one run waits for an answer, one for the model, and one for a command. */
    private void playOpenRuns() throws Exception {
        awaitState(start(plainProject, "/code", "copy a file", "approval"), "waiting");
        String call = start(plainProject, "/code", "append a line", "interrupted-call");
        String turn = start(plainProject, "/build", "count to three", "interrupted");
        awaitEvent(turn, "tool.finished");
        awaitEvent(call, "tool.called");
        await().atMost(TIMEOUT)
                .until(() -> Files.exists(fixture.data().resolve("workspaces/" + call + "/tree/calls.txt")));
        assertThat(server.restClient().listEvents(call))
                .noneMatch(event -> type(event).equals("tool.finished"));
    }

    private void record() throws Exception {
        JsonArray runs = server.restClient().listRuns("limit=100");
        Files.writeString(fixture.folder().resolve(UpgradeFixture.RUNS), runs.toString());
        for (JsonObject run : runs.getValuesAs(JsonObject.class)) {
            String id = run.getString("id");
            JsonArrayBuilder events = Json.createArrayBuilder();
            server.restClient().listEvents(id).forEach(events::add);
            Files.writeString(
                    fixture.folder().resolve(UpgradeFixture.eventsFile(id)),
                    events.build().toString());
        }
    }

    private void pack(String name) throws IOException, InterruptedException {
        Path original = fixture.folder();
        var command = new ArrayList<>(
                List.of("tar", "-czf", output.resolve(name + ".tar.gz").toString()));
        command.addAll(List.of("--sort=name", "--owner=0", "--group=0", "--wildcards-match-slash"));
        EXCLUDED.forEach(path -> command.add("--exclude=" + original.getFileName() + "/" + path));
        command.add(original.getFileName().toString());
        UpgradeFixture.run(original.getParent(), command.toArray(String[]::new));
    }

    private String start(String project, String command, String prompt, String provider) throws Exception {
        return server.restClient().startRun(project, command, prompt, provider);
    }

    private CommandResult cli(String... arguments) throws IOException, InterruptedException {
        CommandResult result = CodeagentCli.forDataDirectory(fixture.data()).run(arguments);
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        return result;
    }

    private void awaitState(String run, String state) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(server.restClient().getRun(run).getString("state"))
                        .isEqualTo(state));
    }

    private void awaitEvent(String run, String type) {
        await().atMost(TIMEOUT)
                .until(() -> server.restClient().listEvents(run).stream()
                        .anyMatch(event -> type(event).equals(type)));
    }

    private static String type(JsonObject event) {
        return event.getString("type");
    }
}
