package dev.codeagent.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.anyserver.Codeagent;
import dev.codeagent.anyserver.MicroServer;
import dev.codeagent.anyserver.RunningServer;
import dev.codeagent.bench.rig.FakeModel;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server on a PostgreSQL of the team's: one that goes away, one that it may not use, one that others use too. */
class DatabaseTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NO_SERVER = 3;

    @TempDir
    Path folder;

    private final String database = EmbeddedDatabase.create();

    @Test
    void aRunWaitsWhileTheDatabaseIsAwayAndThenGoesOn() throws Exception {
        try (var server =
                RunningServer.start(MicroServer.up(folder, ServerDatabase.environment(database)), folder, script())) {
            Rest rest = server.rest();
            var repository = Repository.create(folder.resolve("repository"));
            String run = rest.start(rest.project(repository.path()), "/code", "count", "scripted");
            await().atMost(PATIENCE).until(() -> types(rest, run).contains("tool.finished"));

            EmbeddedDatabase.away(database, true);
            try {
                await().atMost(PATIENCE).until(() -> log().contains("run waits run=" + run + " code=STORAGE_FAILED"));
                assertThat(server.codeagent().run("status").err()).contains("is not ready");
            } finally {
                EmbeddedDatabase.away(database, false);
            }
            await().atMost(PATIENCE)
                    .until(() -> rest.run(run).getString("state").equals("completed"));

            List<JsonObject> events = rest.events(run);
            assertThat(events)
                    .extracting(e -> e.getJsonNumber("seq").longValue())
                    .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
            assertThat(types(rest, run)).filteredOn("run.started"::equals).hasSizeGreaterThan(1);
            assertThat(repository.git("show", "codeagent/" + run + ":count.txt"))
                    .isEqualTo("one\ntwo\nthree\n");
        }
    }

    private String log() throws Exception {
        try (Stream<Path> logs = Files.list(folder.resolve("data/logs"))) {
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
        Codeagent codeagent = Codeagent.on(folder.resolve("data"))
                .with(ServerDatabase.environment(database))
                .with("CODEAGENT_DATABASE_USER", "nobody_" + database);

        Codeagent.Answer up = codeagent.run("up", "--port", String.valueOf(Codeagent.freePort()));

        assertThat(up.exit()).isEqualTo(NO_SERVER);
        assertThat(up.err().lines().filter(line -> line.contains("PostgreSQL")))
                .singleElement()
                .asString()
                .contains("refuses the user 'nobody_" + database + "'", "correct database.user and database.password");
        assertThat(codeagent.run("status").exit()).isEqualTo(NO_SERVER);
        assertThat(folder.resolve("data/server.json")).doesNotExist();
    }

    @Test
    void twoServersShareADatabaseAndEachKeepsItsRuns() throws Exception {
        Map<String, String> environment = ServerDatabase.environment(database);
        try (var first = Server.prepare(folder.resolve("first"), environment);
                var second = Server.prepare(folder.resolve("second"), environment);
                var model = FakeModel.start(folder, script())) {
            startTogether(first, second);
            first.rest().provider("scripted", model.url(), "any");
            var repository = Repository.create(folder.resolve("repository"));
            String project = first.rest().project(repository.path());
            String run = first.rest().start(project, "/code", "count", "scripted");

            assertThat(second.rest().run(run).getString("id")).isEqualTo(run);
            assertThat(second.rest().cancelAnswer(run)).contains("CONFLICT", "another server");
            second.kill();
            second.start();
            await().atMost(PATIENCE)
                    .until(() -> second.rest().run(run).getString("state").equals("completed"));

            assertThat(types(second.rest(), run))
                    .filteredOn("run.started"::equals)
                    .hasSize(1);
        }
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
