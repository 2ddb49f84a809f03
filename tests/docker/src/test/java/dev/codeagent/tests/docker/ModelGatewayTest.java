package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.IsolatedDockerEngine;
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

/**
 * The model gateway as docs/docker-llm.md describes it: its program, a real engine, and a model server in an image that
 * the test builds.
 */
class ModelGatewayTest {
    private static final String IMAGE = "codeagent/llm-test:latest";
    private static final String LABEL = "label=dev.codeagent.server=llmtest";
    private static final String TOKEN = "only-for-this-test";
    private static final int PORT = 8091;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Process gateway;
    private static URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        IsolatedDockerEngine engine = SharedDockerEngine.shared();
        Path root = Path.of(System.getProperty("codeagent.root")).toRealPath();
        SharedDockerEngine.docker(
                "docker/llm-image.sh", "tests/docker/src/test/resources/model-server.pl", "--tag", IMAGE);
        runInVolume("echo 'weights that speak in words' > /models/words.txt");
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
        await().atMost(TIMEOUT)
                .until(() -> !gateway.isAlive() || Files.readString(log).contains("docker-llm listens on"));
        assertThat(gateway.isAlive()).as(Files.readString(log)).isTrue();
        address = URI.create("http://127.0.0.1:" + engine.forwardPort(PORT));
    }

    @AfterAll
    static void stopRemovesEverything() throws Exception {
        if (gateway == null) {
            return;
        }
        gateway.destroy();
        assertThat(gateway.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(TIMEOUT).until(() -> containerIds("").isEmpty());
        await().atMost(TIMEOUT)
                .until(() -> SharedDockerEngine.docker("docker", "network", "ls", "-q", "--filter", LABEL)
                        .isEmpty());
        SharedDockerEngine.docker("docker", "volume", "rm", "llm-test");
        SharedDockerEngine.docker("docker", "rmi", IMAGE);
    }

    @Test
    void startsAModelOnDemandStreamsItsAnswerAndStopsItWhenIdle() throws Exception {
        assertThat(containerIds("words")).isEmpty();

        HttpResponse<InputStream> response =
                http.send(completionRequest("words", "\"stream\": true"), HttpResponse.BodyHandlers.ofInputStream());
        String hardening;
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(lines.readLine()).contains("weights");
            hardening = SharedDockerEngine.docker(
                    "docker",
                    "inspect",
                    "--format",
                    "{{.HostConfig.Memory}} {{.HostConfig.CapDrop}} {{.HostConfig.ReadonlyRootfs}} {{.Config.User}}"
                            + " {{.HostConfig.SecurityOpt}} {{.HostConfig.Binds}}",
                    containerIds("words"));
            assertThat(lines.lines()).contains("data: [DONE]");
        }

        assertThat(hardening.strip())
                .as("4 GB plus the size of the model")
                .isEqualTo(((4L << 30) + 28) + " [ALL] true 10001:10001 [no-new-privileges] [llm-test:/models:ro]");
        await().atMost(TIMEOUT).until(() -> containerIds("words").isEmpty());
    }

    @Test
    void restartsAModelThatDied() throws Exception {
        assertThat(send(completionRequest("lasting", "\"stream\": false")).body())
                .contains("weights that speak");
        String first = containerIds("lasting");

        SharedDockerEngine.docker("docker", "kill", first);

        await().atMost(TIMEOUT)
                .until(() -> !containerIds("lasting").isEmpty()
                        && !containerIds("lasting").equals(first));
        assertThat(send(completionRequest("lasting", "\"stream\": false")).body())
                .contains("weights that speak");
    }

    @Test
    void reportsWhyAModelCannotStart() throws Exception {
        assertThat(send(completionRequest("fast", "\"n\": 1")).body())
                .contains("\"code\":\"no_gpu_runtime\"", "install the GPU runtime");
        assertThat(send(completionRequest("fat", "\"n\": 1")).body())
                .contains("\"code\":\"out_of_memory\"", "model fat ran out of memory (limit: 64 MB)");
        assertThat(send(completionRequest("lost", "\"n\": 1")).body())
                .contains("\"code\":\"model_file_missing\"", "nowhere.gguf is not in the volume llm-test");
        assertThat(containerIds("fast") + containerIds("fat") + containerIds("lost"))
                .isEmpty();
    }

    @Test
    void isolatesModelsFromTheNetwork() throws Exception {
        assertThat(send(completionRequest("lasting", "\"n\": 1")).statusCode()).isEqualTo(200);

        String output = SharedDockerEngine.docker(
                "docker",
                "exec",
                containerIds("lasting"),
                "perl",
                "-MIO::Socket::INET",
                "-e",
                "print IO::Socket::INET->new(PeerAddr => '10.0.2.3:53', Timeout => 2) ? 'open' : 'closed';"
                        + " print open(my $f, '>', '/models/x') ? ' writable' : ' read-only'");

        assertThat(output).isEqualTo("closed read-only");
    }

    private HttpRequest completionRequest(String model, String more) {
        return HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"" + model + "\", " + more + "}"))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The id of the running container of a model; empty if none is running. */
    private static String containerIds(String model) throws Exception {
        var command = new ArrayList<>(List.of("docker", "ps", "-q", "--no-trunc", "--filter", LABEL));
        if (!model.isEmpty()) {
            command.addAll(List.of("--filter", "label=dev.codeagent.name=" + model));
        }
        return SharedDockerEngine.docker(command.toArray(String[]::new)).strip();
    }

    private static void runInVolume(String command) throws Exception {
        SharedDockerEngine.docker(
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
