package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.WebSocketConnection;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Tool calls that a rule denies or asks about, on a server with one run at a time that is killed once. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApprovalTest {
    private static final int NOTHING_CHANGED = 6;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** Longer than the approvals that are answered here; the first one waits during a kill and a restart. */
    private static final Duration EXPIRY = Duration.ofSeconds(120);

    private static final String RULES = """
            {"rules": [
              {"id": "touching", "outcome": "ask", "command": "touch", "reason": "touching is asked for"},
              {"id": "no-rm", "outcome": "deny", "command": "rm", "reason": "nothing is removed"}
            ]}
            """;

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static FakeModelProcess model;
    private static int repositories;
    private static String approvedRun;
    private static String expiringRun;

    private GitRepository repository;
    private String project;

    /** Two runs wait for an approval when the server is killed; the second one is never answered. */
    @BeforeAll
    static void start() throws Exception {
        model = FakeModelProcess.start(folder, ApprovalScript.create());
        server = ServerProcess.start(
                folder,
                ServerProcess.StartOptions.shipped()
                        .with("CODEAGENT_ORCHESTRATOR_MAXRUNS", "1")
                        .with("CODEAGENT_POLICY_APPROVALEXPIRY", EXPIRY.toSeconds() + "s"));
        for (String scenario : List.of("touch", "sneak", "quiet", "write")) {
            server.restClient().registerProvider(scenario, model.url(), scenario);
        }
        approvedRun = startWaitingRun();
        expiringRun = startWaitingRun();
        server.kill();
        server.start();
    }

    private static String startWaitingRun() throws Exception {
        String project =
                server.restClient().registerProject(repositoryWithRules().path());
        String run = server.restClient().startRun(project, "/code", "touch it", "touch");
        awaitState(server, run, "waiting");
        return run;
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        model.close();
    }

    @BeforeEach
    void repository() throws Exception {
        repository = repositoryWithRules();
        project = server.restClient().registerProject(repository.path());
    }

    private static GitRepository repositoryWithRules() throws Exception {
        GitRepository repository = GitRepository.create(folder.resolve("repository-" + repositories++));
        Files.createDirectories(repository.path().resolve(".codeagent"));
        Files.writeString(repository.path().resolve(".codeagent/policy.json"), RULES);
        repository.git("add", "-A");
        repository.git("commit", "-q", "-m", "Rules");
        return repository;
    }

    @Test
    @Order(1)
    void waitsAcrossAServerCrashAndContinuesWhenAnotherClientApproves() throws Exception {
        String run = approvedRun;
        JsonObject asked = event(run, "approval.requested");

        assertThat(state(server, run)).isEqualTo("waiting");
        assertThat(cli("approvals").out()).contains(run + ".coding-t1-c1", "touching is asked for");
        CommandResult result = cli("approve", asked.getString("approval"));

        assertThat(result.exit()).as(result.err()).isZero();
        awaitState(server, run, "completed");
        assertThat(asked.getString("digest")).hasSize(64);
        assertThat(event(run, "approval.answered").getString("digest")).isEqualTo(asked.getString("digest"));
        assertThat(event(run, "tool.finished").getString("outcome")).isEqualTo("ok");
        assertThat(cli("diff", run).out()).contains("made.txt");
        CommandResult second = cli("deny", asked.getString("approval"));
        assertThat(second.exit()).isEqualTo(4);
        assertThat(second.err()).contains("CONFLICT", "answered already", "approved by local");
    }

    @Test
    void continuesWithoutADeniedToolCall() throws Exception {
        String run = server.restClient().startRun(project, "/code", "touch it", "touch");
        awaitState(server, run, "waiting");

        try (WebSocketConnection gateway = WebSocketConnection.open(server.address())) {
            gateway.send(deny(run, "0".repeat(64)));
            assertThat(gateway.receive()).contains("CONFLICT", "another call");
            gateway.send(deny(run, event(run, "approval.requested").getString("digest")));
            assertThat(gateway.receive()).contains("\"status\":\"answered\"", run);
        }

        awaitState(server, run, "completed");
        JsonObject finished = event(run, "tool.finished");
        assertThat(finished.getString("outcome")).isEqualTo("denied");
        assertThat(finished.getString("result"))
                .contains("denied by local", "project/touching", "touching is asked for");
        assertThat(event(run, "policy.decided").getString("outcome")).isEqualTo("deny");
        assertThat(cli("diff", run).out()).doesNotContain("made.txt");
    }

    @Test
    void occupiesNoRunSlotWhileItWaits() throws Exception {
        String waiting = server.restClient().startRun(project, "/code", "touch it", "touch");
        awaitState(server, waiting, "waiting");

        String other = server.restClient().startRun(project, "/code", "say it", "quiet");

        awaitState(server, other, "completed");
        assertThat(state(server, waiting)).isEqualTo("waiting");
        assertThat(cli("cancel", waiting).exit()).isZero();
        awaitState(server, waiting, "cancelled");
        assertThat(cli("approvals").out()).doesNotContain(waiting);
    }

    /** Its agents use the JDK that the project names, where the machine has it. */
    @Test
    void goesOnWithoutTestsIfAPersonOrTheCommandLineSaysSo() throws Exception {
        Files.writeString(repository.path().resolve(".java-version"), "17\n");
        Files.writeString(
                repository.path().resolve("package.json"),
                "{\"scripts\": {\"test\": \"node --test\"}, \"dependencies\": {\"a\": \"file:./missing.tgz\"}}\n");
        String run = server.restClient().startRun(project, "/code", "write it", "write");
        awaitState(server, run, "waiting");
        assertThat(cli("approvals").out()).contains(run + ".prepare-without-tests", "continue_without_tests");

        assertThat(cli("approve", run).exit()).isZero();

        awaitState(server, run, "completed");
        JsonObject verdict = event(run, "run.judged").getJsonObject("verdict");
        assertThat(verdict.getBoolean("green")).isFalse();
        assertThat(verdict.getString("notTested")).contains("cannot be fetched", "npm install failed");
        if (Files.isDirectory(Path.of("/usr/lib/jvm/java-17-openjdk-amd64"))) {
            assertThat(server.restClient().listEvents(run).toString())
                    .contains("version \\\"17.", "java-17-openjdk-amd64");
        }
        String path = repository.path().toString();
        CommandResult result = cli("/code", "write it", "--provider", "write", "--project", path);
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(1);
        assertThat(result.out()).contains("the run goes on without tests", "not tested: the project's dependencies");
    }

    @Test
    void deniesWithoutAskingInAHeadlessRun() throws Exception {
        String path = repository.path().toString();
        CommandResult result = cli("/code", "touch it", "--headless", "--provider", "touch", "--project", path);

        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(NOTHING_CHANGED);
        assertThat(result.out()).contains("denied", "headless", "nothing changed: no agent changed a file");
        String run = server.restClient().listRuns("limit=1").getJsonObject(0).getString("id");
        assertThat(server.restClient().listEvents(run))
                .noneMatch(e -> e.getString("type").startsWith("approval."));
        assertThat(event(run, "run.created").getBoolean("headless")).isTrue();
    }

    @Test
    void remembersADecisionForTheSessionAndAsARule() throws Exception {
        String first = start("touch it", "one-session");
        awaitState(server, first, "waiting");
        assertThat(cli("approve", first, "--session").exit()).isZero();
        awaitState(server, first, "completed");

        String second = start("touch it again", "one-session");
        awaitState(server, second, "completed");
        String third = start("touch it elsewhere", "another-session");
        awaitState(server, third, "waiting");
        assertThat(cli("approve", third, "--rule").exit()).isZero();
        awaitState(server, third, "completed");
        String fourth = start("touch it later", "yet-another-session");

        awaitState(server, fourth, "completed");
        assertThat(event(second, "policy.decided").getString("rule")).isEqualTo("answers/session");
        assertThat(event(fourth, "policy.decided").getString("rule")).isEqualTo("answers/rule");
        assertThat(event(fourth, "tool.finished").getString("outcome")).isEqualTo("ok");
        assertThat(repository.git("status", "--porcelain")).isBlank();
    }

    @Test
    void deniesHiddenCommandsAndIgnoresRulesWrittenByAgents() throws Exception {
        String run = server.restClient().startRun(project, "/code", "sneak", "sneak");

        awaitState(server, run, "completed");

        List<JsonObject> finished = server.restClient().listEvents(run).stream()
                .filter(e -> e.getString("type").equals("tool.finished"))
                .toList();
        assertThat(finished).extracting(e -> e.getString("outcome")).containsExactly("ok", "denied", "denied", "ok");
        assertThat(finished.get(1).getString("result")).contains("project/no-rm", "nothing is removed");
    }

    @Test
    void reportsWhatARuleWouldHaveChanged() throws Exception {
        String run = server.restClient().startRun(project, "/code", "sneak", "sneak");
        awaitState(server, run, "completed");
        Path rules = folder.resolve("tried.json");
        Files.writeString(rules, "{\"rules\": [{\"id\": \"tried\", \"outcome\": \"deny\", \"command\": \"ls\"}]}");

        CommandResult result = cli("policy", "try", rules.toString(), "--runs", "1");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(run, "tried/tried", "1 of 4 calls in 1 runs")
                .contains("coding-t1-c4")
                .doesNotContain("coding-t1-c3"); // The project's own rules already denied that call.
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void expiresAnUnansweredApprovalAlsoAfterARestart() throws Exception {
        await().atMost(EXPIRY.plus(TIMEOUT))
                .untilAsserted(() -> assertThat(state(server, expiringRun)).isEqualTo("completed"));

        assertThat(event(expiringRun, "approval.answered").getString("decision"))
                .isEqualTo("expired");
        assertThat(event(expiringRun, "tool.finished").getString("outcome")).isEqualTo("denied");
    }

    private String start(String words, String session) throws Exception {
        String path = repository.path().toString();
        Process process = CodeagentCli.forDataDirectory(server.dataDirectory())
                .processBuilder("/code", words, "--provider", "touch", "--session", session, "--project", path)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("followed.out").toFile())
                .start();
        String query = "sessionId=" + session;
        await().atMost(TIMEOUT)
                .until(() -> server.restClient().listRuns(query).getValuesAs(JsonObject.class).stream()
                        .anyMatch(r -> r.getString("prompt").equals(words)));
        process.onExit(); // It exits when its run is finished.
        return server.restClient().listRuns(query).getJsonObject(0).getString("id");
    }

    private static String deny(String run, String digest) {
        return "{\"id\":\"d-1\",\"type\":\"command\",\"payload\":{\"command\":\"/deny\",\"approval\":\"" + run
                + "\",\"digest\":\"" + digest + "\"}}";
    }

    private static CommandResult cli(String... words) throws IOException, InterruptedException {
        return CodeagentCli.forDataDirectory(server.dataDirectory()).run(words);
    }

    private static String state(ServerProcess on, String run) throws IOException, InterruptedException {
        return on.restClient().getRun(run).getString("state");
    }

    private static void awaitState(ServerProcess on, String run, String state) {
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(state(on, run)).isEqualTo(state));
    }

    private static JsonObject event(String run, String type) throws IOException, InterruptedException {
        return server.restClient().listEvents(run).stream()
                .filter(e -> e.getString("type").equals(type))
                .findFirst()
                .orElseThrow();
    }
}
