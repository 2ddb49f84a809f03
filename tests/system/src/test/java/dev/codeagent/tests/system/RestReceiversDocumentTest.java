package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.remotes.GitSshServer;
import dev.codeagent.tests.anyserver.DocumentedApi;
import dev.codeagent.tests.anyserver.ServerWithFakeModel;
import jakarta.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The operations of git projects and webhooks answer as the published document says, with a git server and a receiver. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestReceiversDocumentTest {
    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static DocumentedApi api;

    @BeforeAll
    static void start() throws Exception {
        var done = new ScriptedTurn("It is done.", new Pacing(100, 0), List.of());
        server = ServerWithFakeModel.start(
                folder, ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("*", List.of(done)), false))));
        api = new DocumentedApi(server.address());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    @Order(1)
    void gitProjects() throws Exception {
        GitRepository source = GitRepository.create(folder.resolve("source"));
        source.git("clone", "-q", "--bare", ".", folder.resolve("sample.git").toString());
        Path key = GitSshServer.createKey(folder.resolve("key"));
        try (var server = new GitSshServer(
                folder, folder, Files.readString(folder.resolve("key.pub")).strip())) {
            String project = api.call("createGitProject")
                    .body(Json.createObjectBuilder()
                            .add("address", server.address("sample.git"))
                            .add("key", Files.readString(key))
                            .add("hostKey", server.fingerprint())
                            .build()
                            .toString())
                    .json()
                    .get("id")
                    .textValue();
            assertThat(api.call("getGitProject", project)
                            .json()
                            .get("hasSecret")
                            .booleanValue())
                    .isTrue();
            api.call("putGitProjectAccess", project)
                    .body(Json.createObjectBuilder()
                            .add("key", Files.readString(key))
                            .build()
                            .toString())
                    .send();
        }
        assertThat(api.call("getGitProject", "none").send().statusCode()).isEqualTo(404);
    }

    @Test
    @Order(2)
    void webhooks() throws Exception {
        try (var receiver = new WebhookReceiver()) {
            api.call("putWebhook", "documented")
                    .body("{\"url\":\"" + receiver.url() + "\",\"secret\":\"" + WebhookReceiver.SECRET + "\"}")
                    .send();
            api.call("listWebhooks").query("limit=1").send();
            api.call("getWebhook", "documented").send();
            assertThat(api.call("testWebhook", "documented").json().get("ok").booleanValue())
                    .isTrue();
            String project = server.rest()
                    .registerProject(
                            GitRepository.create(folder.resolve("reported")).path());
            server.rest().startRun(project, "/plan", "x", "scripted");
            await().atMost(Duration.ofSeconds(60)).until(() -> !deliveries().isEmpty());
            api.call(
                            "retryWebhookDelivery",
                            "documented",
                            deliveries().get(0).get("id").textValue())
                    .send();
        }
        assertThat(api.call("deleteWebhook", "documented").send().statusCode()).isEqualTo(204);
        assertThat(api.call("getWebhook", "documented").send().statusCode()).isEqualTo(404);
    }

    private static JsonNode deliveries() throws Exception {
        return api.call("listWebhookDeliveries", "documented").query("limit=10").json();
    }

    @Test
    @Order(3)
    void eachOfTheseOperationsWasCompared() {
        assertThat(api.missing()).doesNotContainAnyElementsOf(DocumentedApi.OF_RECEIVERS);
    }
}
