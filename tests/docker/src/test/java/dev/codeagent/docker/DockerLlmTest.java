package dev.codeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.rig.IsolatedDockerEngine;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway of models as docs/docker-llm.md describes it: its program, a real engine, a model server in an image made here. */
class DockerLlmTest {
    private static final String IMAGE = "codeagent/llm-test:latest";
    private static final String LABEL = "label=dev.codeagent.server=llmtest";
    private static final String TOKEN = "only-for-this-test";
    private static final int PORT = 8091;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Process gateway;
    private static URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        IsolatedDockerEngine engine = TestEngine.shared();
        Path root = Path.of(System.getProperty("codeagent.root")).toRealPath();
        TestEngine.docker("docker/llm-image.sh", "tests/docker/src/test/resources/model-server.pl", "--tag", IMAGE);
        inVolume("echo 'weights that speak in words' > /models/words.txt");
        Path models = Files.writeString(folder.resolve("llm.json"), """
                {"name": "llmtest", "volume": "llm-test", "models": {
                  "words": {"image": "codeagent/llm-test:latest", "file": "words.txt", "idle": "10s", "start": "20s",
                            "command": ["model-server.pl", "{port}", "{model}"]},
                  "lasting": {"image": "codeagent/llm-test:latest", "file": "words.txt", "memory": "256m",
                              "command": ["model-server.pl", "{port}", "{model}"]},
                  "fast": {"image": "codeagent/llm-test:latest", "command": ["model-server.pl", "{port}", "x"], "gpu": "all"},
                  "fat": {"image": "codeagent/llm-test:latest", "command": ["model-server.pl", "{port}", "x", "fat"],
                          "memory": "64m"},
                  "lost": {"image": "codeagent/llm-test:latest", "file": "nowhere.gguf"}}}
                """);
        var variables = Map.of("CODEAGENT_BUILD", "never", "DOCKER_HOST", engine.address(), "DOCKER_LLM_TOKEN", TOKEN);
        Path log = folder.resolve("gateway.log");
        gateway = new Shell(root, variables, engine.networkNamespaceCommand())
                .start(
                        log,
                        "./codeagent",
                        "llm",
                        "--config",
                        models.toString(),
                        "--host",
                        "0.0.0.0",
                        "--port",
                        String.valueOf(PORT));
        await().atMost(PATIENCE)
                .until(() -> !gateway.isAlive() || Files.readString(log).contains("docker-llm listens on"));
        assertThat(gateway.isAlive()).as(Files.readString(log)).isTrue();
        address = URI.create("http://127.0.0.1:" + engine.forwardPort(PORT));
    }

    @AfterAll
    static void leavesNothing() throws Exception {
        if (gateway == null) {
            return;
        }
        gateway.destroy();
        assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> containers("").isEmpty());
        await().atMost(PATIENCE)
                .until(() -> TestEngine.docker("docker", "network", "ls", "-q", "--filter", LABEL)
                        .isEmpty());
        TestEngine.docker("docker", "volume", "rm", "llm-test");
        TestEngine.docker("docker", "rmi", IMAGE);
    }

    @Test
    void startsAModelOnDemandStreamsItsWordsAndStopsItWhenNobodyAsks() throws Exception {
        assertThat(containers("words")).isEmpty();

        HttpResponse<InputStream> answer =
                http.send(ask("words", "\"stream\": true"), HttpResponse.BodyHandlers.ofInputStream());
        String walls;
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(lines.readLine()).contains("weights");
            walls = TestEngine.docker(
                    "docker",
                    "inspect",
                    "--format",
                    "{{.HostConfig.Memory}} {{.HostConfig.CapDrop}} {{.HostConfig.ReadonlyRootfs}} {{.Config.User}}"
                            + " {{.HostConfig.SecurityOpt}} {{.HostConfig.Binds}}",
                    containers("words"));
            assertThat(lines.lines()).contains("data: [DONE]");
        }

        assertThat(walls.strip())
                .as("4 GB and the size of the model")
                .isEqualTo(((4L << 30) + 28) + " [ALL] true 10001:10001 [no-new-privileges] [llm-test:/models:ro]");
        await().atMost(PATIENCE).until(() -> containers("words").isEmpty());
    }

    @Test
    void startsAModelAnewThatDied() throws Exception {
        assertThat(send(ask("lasting", "\"stream\": false")).body()).contains("weights that speak");
        String first = containers("lasting");

        TestEngine.docker("docker", "kill", first);

        await().atMost(PATIENCE)
                .until(() -> !containers("lasting").isEmpty()
                        && !containers("lasting").equals(first));
        assertThat(send(ask("lasting", "\"stream\": false")).body()).contains("weights that speak");
    }

    @Test
    void saysWhatAModelLacks() throws Exception {
        assertThat(send(ask("fast", "\"n\": 1")).body())
                .contains("\"code\":\"no_gpu_runtime\"", "install the GPU runtime");
        assertThat(send(ask("fat", "\"n\": 1")).body())
                .contains("\"code\":\"out_of_memory\"", "model fat ran out of memory (limit: 64 MB)");
        assertThat(send(ask("lost", "\"n\": 1")).body())
                .contains("\"code\":\"model_file_missing\"", "nowhere.gguf is not in the volume llm-test");
        assertThat(containers("fast") + containers("fat") + containers("lost")).isEmpty();
    }

    @Test
    void keepsItsModelsAwayFromTheOutside() throws Exception {
        assertThat(send(ask("lasting", "\"n\": 1")).statusCode()).isEqualTo(200);

        String tried = TestEngine.docker(
                "docker",
                "exec",
                containers("lasting"),
                "perl",
                "-MIO::Socket::INET",
                "-e",
                "print IO::Socket::INET->new(PeerAddr => '10.0.2.3:53', Timeout => 2) ? 'open' : 'closed';"
                        + " print open(my $f, '>', '/models/x') ? ' writable' : ' read-only'");

        assertThat(tried).isEqualTo("closed read-only");
    }

    private HttpRequest ask(String model, String more) {
        return HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"" + model + "\", " + more + "}"))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Its container's id, empty where none runs. */
    private static String containers(String model) throws Exception {
        var words = new ArrayList<>(List.of("docker", "ps", "-q", "--no-trunc", "--filter", LABEL));
        if (!model.isEmpty()) {
            words.addAll(List.of("--filter", "label=dev.codeagent.name=" + model));
        }
        return TestEngine.docker(words.toArray(String[]::new)).strip();
    }

    private static void inVolume(String command) throws Exception {
        TestEngine.docker(
                "docker",
                "run",
                "--rm",
                "--user",
                "0",
                "--network",
                "none",
                "-v",
                "llm-test:/models",
                IMAGE,
                "sh",
                "-c",
                command);
    }
}
