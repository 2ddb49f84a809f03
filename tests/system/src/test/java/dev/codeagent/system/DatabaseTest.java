package dev.codeagent.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.anyserver.Codeagent;
import dev.codeagent.bench.rig.Commands;
import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Ports;
import dev.codeagent.bench.rig.Repository;
import dev.codeagent.bench.rig.Rest;
import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Scripts.Call;
import dev.codeagent.bench.rig.Scripts.Pace;
import dev.codeagent.bench.rig.Scripts.Turn;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.ServerDatabase;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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

/** Two servers on one PostgreSQL of the team's: each keeps its runs, and neither is lost when the database goes away. */
class DatabaseTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NO_SERVER = 3;

    @TempDir
    static Path folder;

    private static String database;
    private static Server first;
    private static Server second;
    private static FakeModel model;

    @BeforeAll
    static void start() throws Exception {
        database = EmbeddedDatabase.create();
        model = FakeModel.start(folder, script());
        first = Server.prepare(folder.resolve("first"), ServerDatabase.environment(database));
        second = Server.prepare(folder.resolve("second"), ServerDatabase.environment(database));
        startTogether(first, second);
        first.rest().provider("scripted", model.url(), "any");
    }

    @AfterAll
    static void stop() throws Exception {
        first.close();
        second.close();
        model.close();
    }

    private static Repository repository(String name) throws Exception {
        return Repository.create(folder.resolve(name));
    }

    private static String count(Repository repository) throws Exception {
        Rest rest = first.rest();
        return rest.start(rest.project(repository.path()), "/code", "count", "scripted");
    }

    @Test
    void eachServerKeepsItsRuns() throws Exception {
        String run = count(repository("shared"));

        assertThat(second.rest().run(run).getString("id")).isEqualTo(run);
        assertThat(second.rest().cancelAnswer(run)).contains("CONFLICT", "another server");
        second.kill();
        second.start();
        await().atMost(PATIENCE)
                .until(() -> second.rest().run(run).getString("state").equals("completed"));

        assertThat(types(second.rest(), run)).filteredOn("run.started"::equals).hasSize(1);
    }

    @Test
    void aRunWaitsWhileTheDatabaseIsAwayAndThenGoesOn() throws Exception {
        Rest rest = first.rest();
        Repository repository = repository("waiting");
        String run = count(repository);
        await().atMost(PATIENCE).until(() -> types(rest, run).contains("tool.finished"));

        EmbeddedDatabase.away(database, true);
        try {
            await().atMost(PATIENCE).until(() -> log().contains("run waits run=" + run + " code=STORAGE_FAILED"));
            assertThat(Codeagent.on(first.data()).run("status").err()).contains("is not ready");
            livesAndTellsOperatorsAloneWhyItIsNotReady();
        } finally {
            EmbeddedDatabase.away(database, false);
        }
        await().atMost(PATIENCE).until(() -> rest.run(run).getString("state").equals("completed"));

        List<JsonObject> events = rest.events(run);
        assertThat(events)
                .extracting(e -> e.getJsonNumber("seq").longValue())
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(types(rest, run)).filteredOn("run.started"::equals).hasSizeGreaterThan(1);
        assertThat(repository.git("show", "codeagent/" + run + ":count.txt")).isEqualTo("one\ntwo\nthree\n");
    }

    private static void livesAndTellsOperatorsAloneWhyItIsNotReady() throws Exception {
        HttpResponse<String> live = get("/health/live");
        HttpResponse<String> ready = get("/health/ready");
        JsonObject health = Commands.parse(get("/api/v1/health").body());

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
            var address = URI.create("http://127.0.0.1:" + first.port() + path);
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> checks(HttpResponse<String> response) {
        return Commands.parse(response.body()).getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .map(check -> check.getString("name") + " " + check.getString("status"))
                .toList();
    }

    private static String log() throws Exception {
        try (Stream<Path> logs = Files.list(first.data().resolve("logs"))) {
            var all = new StringBuilder();
            for (Path log : logs.toList()) {
                all.append(Files.readString(log));
            }
            return all.toString();
        }
    }

    private static List<String> types(Rest rest, String run) throws Exception {
        return rest.events(run).stream().map(e -> e.getString("type")).toList();
    }

    /** Three turns, each of which adds a line; they speak slowly, so that the database goes away in the middle. */
    private static JsonObject script() {
        return Scripts.script(Map.of(
                "*",
                Scripts.scenario(
                        Map.of("coding", List.of(count("one"), count("two"), count("three"), says("All counted."))),
                        false)));
    }

    private static Turn count(String word) {
        return new Turn(
                "I count on, and take my time to say so.",
                new Pace(4, 150),
                List.of(Call.of("run_command", "command", "echo " + word + " >> count.txt")));
    }

    private static Turn says(String text) {
        return new Turn(text, new Pace(100, 0), List.of());
    }

    @Test
    void saysInOneLineThatTheLoginIsWrongAndLeavesNothingRunning() throws Exception {
        EmbeddedDatabase.execute(database, "CREATE ROLE nobody_" + database);
        Codeagent codeagent = Codeagent.on(folder.resolve("refused"))
                .with(ServerDatabase.environment(database))
                .with("CODEAGENT_DATABASE_USER", "nobody_" + database);

        Codeagent.Answer up = codeagent.run("up", "--port", String.valueOf(Ports.free()));

        assertThat(up.exit()).isEqualTo(NO_SERVER);
        assertThat(up.err().lines().filter(line -> line.contains("PostgreSQL")))
                .singleElement()
                .asString()
                .contains("refuses the user 'nobody_" + database + "'", "correct database.user and database.password");
        assertThat(codeagent.run("status").exit()).isEqualTo(NO_SERVER);
        assertThat(folder.resolve("refused/server.json")).doesNotExist();
        // Again where the machine was too busy for the doctor's own limits.
        await().atMost(PATIENCE).untilAsserted(() -> doctorRefuses(codeagent));
    }

    private static void doctorRefuses(Codeagent codeagent) throws Exception {
        assertThat(codeagent.run("doctor", "--json").lines())
                .map(Commands::parse)
                .filteredOn(finding -> finding.getString("check").equals("database"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.getString("level")).isEqualTo("fail"))
                .satisfies(finding ->
                        assertThat(finding.getString("found")).contains("refuses the user 'nobody_" + database + "'"))
                .satisfies(finding -> assertThat(finding.getString("advice")).startsWith("correct database.user"));
    }

    private static void startTogether(Server first, Server second) throws Exception {
        Callable<String> one = () -> started(first);
        Callable<String> other = () -> started(second);
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var end : threads.invokeAll(List.of(one, other))) {
                assertThat(end.get()).isEqualTo("ready");
            }
        }
    }

    private static String started(Server server) throws Exception {
        server.start();
        return "ready";
    }
}
