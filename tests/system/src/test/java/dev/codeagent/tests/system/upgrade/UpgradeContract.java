package dev.codeagent.tests.system.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The current server starts on a data directory that an earlier version left when it was killed. What that version
 * answered about its runs is part of the fixture.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UpgradeContract {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** All types of the earlier version. */
    private static final List<String> EVENT_TYPES = List.of(
            "run.created",
            "run.started",
            "sandbox.selected",
            "notice",
            "workspace.ready",
            "prepare.finished",
            "tests.finished",
            "step.started",
            "block.finished",
            "turn.finished",
            "tool.called",
            "tool.finished",
            "policy.decided",
            "approval.requested",
            "approval.answered",
            "step.finished",
            "diff.ready",
            "run.judged",
            "run.cancel-requested",
            "patch.handled",
            "changes.undone",
            "run.finished");

    private UpgradeFixture fixture;
    private FakeModelProcess model;
    private ServerProcess server;

    /** The database of the fixture, and the variables of a server that uses it. */
    record UpgradeDatabase(DataSource source, Map<String, String> environment) {}

    abstract UpgradeDatabase openDatabase(UpgradeFixture fixture) throws IOException;

    abstract String archive();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        fixture = UpgradeFixture.unpack(archive(), folder);
        model = FakeModelProcess.start(folder, UpgradeFixture.script());
        UpgradeDatabase database = openDatabase(fixture);
        try (Connection connection = database.source().getConnection()) {
            fixture.relocate(connection, model.url());
        }
        server = ServerProcess.create(fixture.folder(), database.environment());
        server.start();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        model.close();
    }

    @Test
    void listsTheRunsOfTheEarlierVersion() throws Exception {
        List<String> earlier =
                fixture.runs().stream().map(run -> run.getString("id")).toList();

        List<JsonObject> listed = rest().listRuns("limit=100").getValuesAs(JsonObject.class);

        assertThat(listed).extracting(run -> run.getString("id")).containsSubsequence(earlier);
        for (JsonObject run : fixture.runs()) {
            if (isFinished(run)) {
                JsonObject now = listed.stream()
                        .filter(r -> r.getString("id").equals(run.getString("id")))
                        .findFirst()
                        .orElseThrow();
                assertThat(withoutNewFields(withoutLastSeq(run), now)).isEqualTo(withoutLastSeq(run));
            }
        }
    }

    @Test
    void deliversTheEventsOfTheEarlierVersionOverEveryTransport() throws Exception {
        var replay = new EventReplay(server.address());
        var types = new TreeSet<String>();
        for (JsonObject run : fixture.runs()) {
            String id = run.getString("id");
            List<JsonObject> earlier = fixture.events(id);

            assertThat(inTheFormOf(earlier, rest().listEvents(id))).isEqualTo(earlier);
            assertThat(inTheFormOf(earlier, replay.overWebSocket(id, earlier.size())))
                    .isEqualTo(earlier);
            List<JsonObject> stream = untilFinished(earlier);
            assertThat(inTheFormOf(stream, replay.asServerSentEvents(id, stream.size())))
                    .isEqualTo(stream);
            types.addAll(types(earlier));
        }
        assertThat(types).containsExactlyInAnyOrderElementsOf(EVENT_TYPES);
    }

    /** The first events, as many as the earlier version had, without fields that it did not know. */
    private static List<JsonObject> inTheFormOf(List<JsonObject> earlier, List<JsonObject> now) {
        return IntStream.range(0, Math.min(earlier.size(), now.size()))
                .mapToObj(i -> withoutNewFields(earlier.get(i), now.get(i)))
                .toList();
    }

    private static JsonObject withoutNewFields(JsonObject earlier, JsonObject now) {
        var known = Json.createObjectBuilder();
        now.forEach((name, value) -> {
            JsonValue before = earlier.get(name);
            if (before != null) {
                known.add(
                        name,
                        before instanceof JsonObject a && value instanceof JsonObject b
                                ? withoutNewFields(a, b)
                                : value);
            }
        });
        return known.build();
    }

    @Test
    void appliesAPatchOfTheEarlierVersionAndUndoesAStepOfIt() throws Exception {
        String run = idOf("correct the sum");
        Path project = fixture.projectWithTests();

        // Earlier versions abbreviated the ids of blobs.
        assertThat(withoutBlobIds(cli("diff", run).out()))
                .isEqualTo(withoutBlobIds(fixture.read(UpgradeFixture.PATCH)));
        assertThat(project.resolve("sum.js")).hasContent("exports.sum = (a, b) => a - b;\n");
        cli("apply", run);
        assertThat(project.resolve("sum.js")).hasContent("// Adds two numbers.\nexports.sum = (a, b) => a + b;\n");
        assertThat(project.resolve("CHANGELOG.md")).hasContent("The sum is correct.\n");
        assertThat(cli("undo", run, "documentation").out()).contains("deleted CHANGELOG.md");
        cli("apply", run);
        assertThat(project.resolve("CHANGELOG.md")).doesNotExist();
        assertThat(project.resolve("sum.js")).hasContent("// Adds two numbers.\nexports.sum = (a, b) => a + b;\n");
    }

    private static String withoutBlobIds(String patch) {
        return patch.replaceAll("(?m)^index \\S+", "index");
    }

    @Test
    void undoesARunThatTheEarlierVersionApplied() throws Exception {
        String run = idOf("edit and apply");
        GitRepository repository = plainProject();
        assertThat(repository.git("status", "--porcelain", "-uall"))
                .isEqualTo(" M README.md\n?? data.bin\n?? src/new.txt\n");

        cli("undo", run);
        cli("apply", run);
        assertThat(repository.git("status", "--porcelain", "-uall")).isEmpty();
    }

    @Test
    void undoesAnUndoOfTheEarlierVersion() throws Exception {
        String run = idOf("edit and undo");
        assertThat(cli("diff", run).out()).contains("src/new.txt").doesNotContain("data.bin");

        cli("undo", run, "undo-1");
        assertThat(cli("diff", run).out()).contains("src/new.txt", "data.bin");
    }

    @Test
    void completesARunThatWaitsForAnApproval() throws Exception {
        String run = idOf("copy a file");
        assertThat(rest().getRun(run).getString("state")).isEqualTo("waiting");
        assertThat(cli("approvals").out()).contains(run, "copying is asked for");

        cli("approve", run);

        awaitCompleted(run);
        assertThat(cli("diff", run).out()).contains("copy.txt");
    }

    @Test
    void continuesARunThatWasInterruptedBetweenTwoCalls() throws Exception {
        String run = idOf("count to three");

        awaitCompleted(run);

        assertThat(plainProject().git("show", "codeagent/" + run + ":count.txt"))
                .isEqualTo("one\ntwo\nthree\n");
        List<JsonObject> events = rest().listEvents(run);
        assertThat(types(events)).filteredOn("run.started"::equals).hasSize(2);
        assertThat(valuesOf(events, "step.finished", "step"))
                .containsExactly("planning", "coding", "review", "testing", "documentation");
        assertThat(valuesOf(events, "tool.called", "call"))
                .containsExactly("coding-t1-c1", "coding-t2-c1", "coding-t3-c1");
    }

    @Test
    void doesNotRepeatACallThatWasInterrupted() throws Exception {
        String run = idOf("append a line");

        awaitCompleted(run);

        assertThat(plainProject().git("show", "codeagent/" + run + ":calls.txt"))
                .isEqualTo("called\n");
        assertThat(valuesOf(rest().listEvents(run), "tool.finished", "outcome")).containsExactly("unknown");
    }

    @Test
    void knowsTheProjectAndTheRuleThatAnAnswerMade() throws Exception {
        JsonObject earlier = fixture.runWithPrompt("touch and remove");
        String project = rest().registerProject(fixture.projectWithRules());

        String run = rest().startRun(project, "/code", "touch again", "rule");

        assertThat(project).isEqualTo(earlier.getString("project"));
        awaitCompleted(run);
        assertThat(valuesOf(rest().listEvents(run), "policy.decided", "rule"))
                .containsExactly("answers/rule", "project/no-rm");
    }

    private RestClient rest() {
        return server.restClient();
    }

    private GitRepository plainProject() {
        return new GitRepository(fixture.projectWithRules());
    }

    private String idOf(String prompt) throws IOException {
        return fixture.runWithPrompt(prompt).getString("id");
    }

    private CommandResult cli(String... arguments) throws IOException, InterruptedException {
        CommandResult result = CodeagentCli.forDataDirectory(fixture.data()).run(arguments);
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        return result;
    }

    private void awaitCompleted(String run) {
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(rest().getRun(run).getString("state")).isEqualTo("completed"));
    }

    /** A stream of server-sent events ends with the run; undo and apply may come later. */
    private static List<JsonObject> untilFinished(List<JsonObject> events) {
        int last = types(events).indexOf("run.finished");
        return last < 0 ? events : events.subList(0, last + 1);
    }

    private static boolean isFinished(JsonObject run) {
        return List.of("completed", "failed", "cancelled").contains(run.getString("state"));
    }

    /** Other tests add events to finished runs. */
    private static JsonObject withoutLastSeq(JsonObject run) {
        JsonObjectBuilder builder = Json.createObjectBuilder(run);
        return builder.remove("lastSeq").build();
    }

    private static List<String> types(Collection<JsonObject> events) {
        return events.stream().map(event -> event.getString("type")).toList();
    }

    private static List<String> valuesOf(Collection<JsonObject> events, String type, String field) {
        return events.stream()
                .filter(event -> event.getString("type").equals(type))
                .map(event -> event.getString(field))
                .toList();
    }
}
