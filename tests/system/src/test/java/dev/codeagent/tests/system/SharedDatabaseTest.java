package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.Ports;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.bench.harness.ServerDatabase;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.tests.anyserver.CodeagentCli;
import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers share one PostgreSQL database: each owns its runs, and no run is lost while the database is not
 * available.
 */
class SharedDatabaseTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int NO_SERVER = 3;

    @TempDir
    static Path folder;

    private static String database;
    private static ServerProcess first;
    private static ServerProcess second;
    private static FakeModelProcess model;

    @BeforeAll
    static void start() throws Exception {
        database = EmbeddedDatabase.create();
        model = FakeModelProcess.start(folder, script());
        first = ServerProcess.create(folder.resolve("first"), ServerDatabase.environment(database));
        second = ServerProcess.create(folder.resolve("second"), ServerDatabase.environment(database));
        startTogether(first, second);
        first.restClient().registerProvider("scripted", model.url(), "any");
    }

    @AfterAll
    static void stop() throws Exception {
        first.close();
        second.close();
        model.close();
    }

    private static GitRepository repository(String name) throws Exception {
        return GitRepository.create(folder.resolve(name));
    }

    private static String count(GitRepository repository) throws Exception {
        RestClient restClient = first.restClient();
        return restClient.startRun(restClient.registerProject(repository.path()), "/code", "count", "scripted");
    }

    @Test
    void eachServerOwnsItsRuns() throws Exception {
        String run = count(repository("shared"));

        assertThat(second.restClient().getRun(run).getString("id")).isEqualTo(run);
        assertThat(second.restClient().cancelRun(run)).contains("CONFLICT", "another server");
        second.kill();
        second.start();
        await().atMost(TIMEOUT)
                .until(() -> second.restClient().getRun(run).getString("state").equals("completed"));

        assertThat(types(second.restClient(), run))
                .filteredOn("run.started"::equals)
                .hasSize(1);
    }

    @Test
    void aRunWaitsWhileTheDatabaseIsDownAndThenContinues() throws Exception {
        RestClient restClient = first.restClient();
        GitRepository repository = repository("waiting");
        String run = count(repository);
        await().atMost(TIMEOUT).until(() -> types(restClient, run).contains("tool.finished"));

        EmbeddedDatabase.setUnavailable(database, true);
        try {
            await().atMost(TIMEOUT).until(() -> log().contains("run waits run=" + run + " code=STORAGE_FAILED"));
            assertThat(CodeagentCli.forDataDirectory(first.dataDirectory())
                            .run("status")
                            .err())
                    .contains("is not ready");
            assertLiveButNotReadyWithoutPublicReason();
        } finally {
            EmbeddedDatabase.setUnavailable(database, false);
        }
        await().atMost(TIMEOUT)
                .until(() -> restClient.getRun(run).getString("state").equals("completed"));

        List<JsonObject> events = restClient.listEvents(run);
        assertThat(events)
                .extracting(e -> e.getJsonNumber("seq").longValue())
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(types(restClient, run)).filteredOn("run.started"::equals).hasSizeGreaterThan(1);
        assertThat(repository.git("show", "codeagent/" + run + ":count.txt")).isEqualTo("one\ntwo\nthree\n");
    }

    private static void assertLiveButNotReadyWithoutPublicReason() throws Exception {
        HttpResponse<String> live = get("/health/live");
        HttpResponse<String> ready = get("/health/ready");
        JsonObject health = GatewayMessages.parse(get("/api/v1/health").body());

        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(checks(live)).containsExactly("threads UP");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(checks(ready)).contains("database DOWN", "data UP");
        assertThat(health.getString("level")).isEqualTo("fail");
        JsonObject finding = health.getJsonArray("findings").getValuesAs(JsonObject.class).stream()
                .filter(f -> f.getString("check").equals("database"))
                .findFirst()
                .orElseThrow();
        assertThat(finding.getString("found")).contains(database);
        assertThat(finding.getString("advice")).contains("database.url");
        assertThat(ready.body() + get("/health").body()).doesNotContain(database, finding.getString("found"));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(first.address().request(path).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> checks(HttpResponse<String> response) {
        return GatewayMessages.parse(response.body()).getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .map(check -> check.getString("name") + " " + check.getString("status"))
                .toList();
    }

    private static String log() throws Exception {
        try (Stream<Path> logs = Files.list(first.dataDirectory().resolve("logs"))) {
            var all = new StringBuilder();
            for (Path log : logs.toList()) {
                all.append(Files.readString(log));
            }
            return all.toString();
        }
    }

    private static List<String> types(RestClient restClient, String run) throws Exception {
        return restClient.listEvents(run).stream().map(e -> e.getString("type")).toList();
    }

    /**
     * Three turns that each append a line; they answer slowly, so that the database becomes unavailable in the middle.
     */
    private static JsonObject script() {
        return ModelScripts.script(Map.of(
                "*",
                ModelScripts.scenario(
                        Map.of(
                                "coding",
                                List.of(count("one"), count("two"), count("three"), finalTurn("All counted."))),
                        false)));
    }

    private static ScriptedTurn count(String word) {
        return new ScriptedTurn(
                "I count the next line, and I do it slowly",
                new Pacing(4, 150),
                List.of(ScriptedCall.of("run_command", "command", "echo " + word + " >> count.txt")));
    }

    private static ScriptedTurn finalTurn(String text) {
        return new ScriptedTurn(text, new Pacing(100, 0), List.of());
    }

    @Test
    void reportsAFailedLoginInOneLineAndStops() throws Exception {
        EmbeddedDatabase.execute(database, "CREATE ROLE nobody_" + database);
        CodeagentCli codeagent = CodeagentCli.forDataDirectory(folder.resolve("refused"))
                .with(ServerDatabase.environment(database))
                .with("CODEAGENT_DATABASE_USER", "nobody_" + database);

        CodeagentCli.CommandResult up = codeagent.run("up", "--port", String.valueOf(Ports.free()));

        assertThat(up.exit()).isEqualTo(NO_SERVER);
        assertThat(up.err().lines().filter(line -> line.contains("PostgreSQL")))
                .singleElement()
                .asString()
                .contains("rejects the user 'nobody_" + database + "'", "correct database.user and database.password");
        assertThat(codeagent.run("status").exit()).isEqualTo(NO_SERVER);
        assertThat(folder.resolve("refused/server.json")).doesNotExist();
        // Retries if the host was too busy for the time limits of the doctor.
        await().atMost(TIMEOUT).untilAsserted(() -> assertDoctorReportsFailedLogin(codeagent));
    }

    private static void assertDoctorReportsFailedLogin(CodeagentCli codeagent) throws Exception {
        assertThat(codeagent.run("doctor", "--json").lines())
                .map(GatewayMessages::parse)
                .filteredOn(finding -> finding.getString("check").equals("database"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.getString("level")).isEqualTo("fail"))
                .satisfies(finding ->
                        assertThat(finding.getString("found")).contains("rejects the user 'nobody_" + database + "'"))
                .satisfies(finding -> assertThat(finding.getString("advice")).startsWith("correct database.user"));
    }

    private static void startTogether(ServerProcess first, ServerProcess second) throws Exception {
        Callable<String> one = () -> startServer(first);
        Callable<String> other = () -> startServer(second);
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var end : threads.invokeAll(List.of(one, other))) {
                assertThat(end.get()).isEqualTo("ready");
            }
        }
    }

    private static String startServer(ServerProcess server) throws Exception {
        server.start();
        return "ready";
    }
}
