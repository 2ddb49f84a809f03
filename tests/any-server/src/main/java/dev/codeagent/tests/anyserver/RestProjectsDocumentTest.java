package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The operations of files, uploads, results and approvals answer as the published document says. */
@Tag("any-server")
@Tag("runs")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestProjectsDocumentTest {
    private static final String RULES = """
            {"rules": [{"id": "asked", "outcome": "ask", "tool": "write_file", "reason": "it is asked for"}]}
            """;

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static DocumentedApi api;
    private static GitRepository repository;
    private static String project;

    @BeforeAll
    static void start() throws Exception {
        var write = new ScriptedTurn(
                "I write it.",
                new Pacing(100, 0),
                List.of(ScriptedCall.of("write_file", "path", "new.txt", "content", "new\n")));
        var done = new ScriptedTurn("It is done.", new Pacing(100, 0), List.of());
        JsonObject scenario = ModelScripts.scenario(Map.of("coding", List.of(write, done), "*", List.of(done)), false);
        server = ServerWithFakeModel.start(folder, ModelScripts.script(Map.of("*", scenario)));
        api = new DocumentedApi(server.address());
        repository = GitRepository.create(folder.resolve("repository"));
        project = register(repository);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String register(GitRepository directory) throws Exception {
        return server.rest().registerProject(directory.path());
    }

    /** Starts a run and waits until it ends, or waits for a decision. */
    private static String run(String ofProject) throws Exception {
        String run = server.rest().startRun(ofProject, "/code", "x", "scripted");
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            String state = server.rest().getRun(run).getString("state");
            return !List.of("queued", "running").contains(state);
        });
        return run;
    }

    @Test
    @Order(1)
    void files() throws Exception {
        api.call("listProjectFiles", project).query("recursive=true&limit=1").send();
        String tag = api.call("writeProjectFile", project)
                .query("path=notes.bin")
                .body("application/octet-stream", new byte[] {0, -1})
                .send()
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(api.call("writeProjectFile", project)
                        .query("path=notes.bin")
                        .header("If-Match", tag)
                        .body("application/octet-stream", "a line\n".getBytes(StandardCharsets.UTF_8))
                        .send()
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.call("writeProjectFile", project)
                        .query("path=notes.bin")
                        .header("If-Match", tag)
                        .body("application/octet-stream", new byte[1])
                        .send()
                        .statusCode())
                .isEqualTo(412);
        String current = api.call("readProjectFile", project)
                .query("path=notes.bin")
                .send()
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        for (var header : Map.of("If-None-Match", current, "Range", "bytes=2-3").entrySet()) {
            assertThat(api.call("readProjectFile", project)
                            .query("path=notes.bin")
                            .header(header.getKey(), header.getValue())
                            .send()
                            .statusCode())
                    .isEqualTo(header.getKey().equals("Range") ? 206 : 304);
        }
        assertThat(api.call("readProjectFile", project)
                        .query("path=notes.bin")
                        .header("Range", "bytes=99-")
                        .send()
                        .body())
                .contains("\"field\":\"Range\"");
        assertThat(api.call("searchProjectFiles", project)
                        .query("text=line")
                        .json()
                        .get("matches"))
                .isNotEmpty();
        assertThat(api.call("addAttachment")
                        .query("name=log.txt")
                        .body("text/plain", "a log\n".getBytes(StandardCharsets.UTF_8))
                        .send()
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    @Order(2)
    void results() throws Exception {
        String run = run(project);
        api.call("listRunFiles", run).query("recursive=true").send();
        assertThat(api.call("readRunFile", run).query("path=new.txt").send().body())
                .isEqualTo("new\n");
        assertThat(api.call("searchRunFiles", run)
                        .query("text=NEW&ignoreCase=true&path=new.txt")
                        .json()
                        .get("matches"))
                .hasSize(1);
        assertThat(api.call("downloadPatch", run).send().body()).contains("+new");
        api.call("listRunFollowers", run).send();
        api.call("getPullRequestText", run).send();
        assertThat(api.call("pushRun", run).send().statusCode()).isBetween(400, 409);
        assertThat(api.call("createPullRequest", run).body("{}").send().statusCode())
                .isBetween(400, 409);
        api.call("putRemote", project)
                .body("{\"address\":\"https://127.0.0.1:9/a/b.git\",\"token\":\"t-123456789\",\"forge\":\"gitea\"}")
                .send();
        api.call("getRemote", project).send();
        api.call("deleteRemote", project).send();
        assertThat(api.call("getRemote", project).send().statusCode()).isEqualTo(404);
    }

    @Test
    @Order(3)
    void approvals() throws Exception {
        GitRepository asking = GitRepository.create(folder.resolve("asking"));
        Files.createDirectories(asking.path().resolve(".codeagent"));
        Files.writeString(asking.path().resolve(".codeagent/policy.json"), RULES);
        asking.git("add", "-A");
        asking.git("commit", "-q", "-m", "Rules");
        String run = run(register(asking));
        JsonNode open = api.call("listApprovals").json();
        assertThat(open).isNotEmpty();
        assertThat(api.call("decideApproval", run)
                        .body("{\"decision\":\"perhaps\"}")
                        .send()
                        .body())
                .contains("\"field\":\"decision\"");
        assertThat(api.call("decideApproval", run)
                        .body("{\"decision\":\"deny\"}")
                        .send()
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.call("decideApproval", run)
                        .body("{\"decision\":\"approve\"}")
                        .send()
                        .statusCode())
                .isBetween(404, 409);
    }

    @Test
    @Order(4)
    void uploads() throws Exception {
        GitRepository local = GitRepository.create(folder.resolve("local"));
        local.git("update-ref", "refs/codeagent/upload", "HEAD");
        Path file = folder.resolve("upload.bundle");
        local.git("bundle", "create", file.toString(), "refs/codeagent/upload");
        byte[] bundle = Files.readAllBytes(file);
        String transfer =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bundle));
        String upload = api.call("createUpload")
                .body("{\"key\":\"documented0000000001\",\"name\":\"local\"}")
                .json()
                .get("id")
                .textValue();
        api.call("getUpload", upload).send();
        assertThat(api.call("sendUploadPiece", upload, transfer)
                        .query("offset=7")
                        .body("application/octet-stream", bundle)
                        .send()
                        .statusCode())
                .isEqualTo(409);
        api.call("sendUploadPiece", upload, transfer)
                .body("application/octet-stream", bundle)
                .send();
        assertThat(api.call("finishUpload", upload, transfer).json().get("commit"))
                .isNotNull();
        String run = run(upload);
        assertThat(api.call("mergeRun", upload)
                        .body("{\"run\":\"" + run + "\"}")
                        .send()
                        .body())
                .contains("+new");
        assertThat(api.call("deleteProject", upload).send().statusCode()).isEqualTo(409);
        api.call("deleteProject", upload).query("unapplied=true").send();
        JsonNode sample = api.call("createSampleProject").json();
        assertThat(Path.of(sample.get("project").get("path").textValue(), "pom.xml"))
                .isRegularFile();
        assertThat(sample.get("prompt").textValue()).contains("DayRuleTest");
    }

    @Test
    @Order(5)
    void eachOfTheseOperationsWasCompared() {
        assertThat(api.missing()).doesNotContainAnyElementsOf(DocumentedApi.OF_PROJECTS);
    }
}
