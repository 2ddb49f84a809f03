package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.tests.anyserver.CodeagentCli;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in a file that the model reads: a notice, a question, or a text without them. */
class SecretNoticeTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String TOKEN = "ghp_" + "a1B2c3D4e5F6".repeat(3);

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static FakeModelProcess model;
    private static int repositories;

    @BeforeAll
    static void start() throws Exception {
        var pacing = new Pacing(100, 0);
        var reading = new ScriptedTurn("I read it.", pacing, List.of(ScriptedCall.of("read_file", "path", ".env")));
        var done = new ScriptedTurn("It is done.", pacing, List.of());
        model = FakeModelProcess.start(
                folder,
                ModelScripts.script(Map.of(
                        "reads", ModelScripts.scenario(Map.of("coding", List.of(reading, done)), false))));
        server = ServerProcess.start(folder, ServerProcess.StartOptions.shipped());
        server.restClient().registerProvider("reads", model.url(), "reads");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        model.close();
    }

    private static String startRun(String rules) throws Exception {
        GitRepository repository = GitRepository.create(folder.resolve("repository-" + repositories++));
        Files.createDirectories(repository.path().resolve(".codeagent"));
        Files.writeString(repository.path().resolve(".codeagent/policy.json"), "{\"rules\": [" + rules + "]}");
        Files.writeString(repository.path().resolve(".env"), "PORT=80\nGH_TOKEN=" + TOKEN + "\n");
        repository.git("add", "-A");
        repository.git("commit", "-q", "-m", "Rules");
        return server.restClient()
                .startRun(server.restClient().registerProject(repository.path()), "/code", "read it", "reads");
    }

    private static void awaitState(String run, String state) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(server.restClient().getRun(run).getString("state"))
                        .isEqualTo(state));
    }

    private static JsonObject event(String run, String type) throws Exception {
        return server.restClient().listEvents(run).stream()
                .filter(e -> e.getString("type").equals(type))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private static String notices(String run) throws Exception {
        return server.restClient().listEvents(run).stream()
                .filter(e -> e.getString("type").equals("notice")
                        && e.getString("code").equals("secret.found"))
                .map(e -> e.getString("text"))
                .toList()
                .toString();
    }

    private static void cli(String... words) throws Exception {
        CodeagentCli.CommandResult result =
                CodeagentCli.forDataDirectory(server.dataDirectory()).run(words);
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
    }

    @Test
    void tellsWhichSecretAModelGets() throws Exception {
        String run = startRun("");

        awaitState(run, "completed");
        assertThat(event(run, "tool.finished").getString("result")).contains(TOKEN);
        assertThat(notices(run))
                .contains("read_file .env, line 2: github-token; the model gets it")
                .doesNotContain(TOKEN);
    }

    @Test
    void withholdsASecretThatARuleDenies() throws Exception {
        String run = startRun("{\"outcome\": \"deny\", \"secret\": \"*-token\"}");

        awaitState(run, "completed");
        assertThat(event(run, "tool.finished").getString("result"))
                .contains("PORT=80", "GH_TOKEN=[withheld: github-token]");
        assertThat(server.restClient().listEvents(run).toString()).doesNotContain(TOKEN);
    }

    @Test
    void asksAboutASecretAndObeysTheAnswer() throws Exception {
        String asking = "{\"outcome\": \"ask\", \"secret\": \"*\", \"reason\": \"it is a secret\"}";
        String approved = startRun(asking);
        awaitState(approved, "waiting");
        String denied = startRun(asking);
        awaitState(denied, "waiting");
        JsonObject question = event(approved, "approval.requested");
        assertThat(question.getString("question"))
                .contains("send_secret", "from: read_file .env", "secret: github-token");
        assertThat(server.restClient().listEvents(approved).toString()).doesNotContain(TOKEN);

        cli("approve", question.getString("approval"));
        cli("deny", event(denied, "approval.requested").getString("approval"));

        awaitState(approved, "completed");
        awaitState(denied, "completed");
        assertThat(event(approved, "tool.finished").getString("result")).contains(TOKEN);
        assertThat(event(denied, "tool.finished").getString("result")).contains("[withheld: github-token]");
        assertThat(server.restClient().listEvents(denied).toString()).doesNotContain(TOKEN);
    }
}
