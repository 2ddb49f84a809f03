package dev.codeagent.providers.ollama;

import static dev.codeagent.providers.contract.WireFixture.setup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.Model;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OllamaModelsTest {
    private static final WireReply NO_MODELS = WireReply.json("{\"models\":[]}");
    private static final WireReply PULL = WireReply.lines(
            "{\"status\":\"pulling manifest\"}",
            "{\"status\":\"pulling a1\",\"digest\":\"sha256:a1\",\"total\":100}",
            "{\"status\":\"pulling a1\",\"digest\":\"sha256:a1\",\"total\":100,\"completed\":60}",
            "{\"status\":\"pulling a1\",\"digest\":\"sha256:a1\",\"total\":100,\"completed\":100}",
            "{\"status\":\"pulling b2\",\"digest\":\"sha256:b2\",\"total\":7,\"completed\":7}",
            "{\"status\":\"verifying sha256 digest\"}",
            "{\"status\":\"success\"}");

    private static WireServer server(WireReply tags, WireReply other) throws IOException {
        return new WireServer(8_192, request -> request.path().equals("/api/tags") ? tags : other);
    }

    private static InstallResult pull(WireServer server, List<InstallProgress> progress) {
        return new OllamaProvider(setup(server.url("/v1")))
                .installModel("qwen3:8b", progress::add, new CancellationToken());
    }

    @Test
    void pullsAModelAndTellsTheBytesOfAllItsParts() throws IOException {
        var progress = new ArrayList<InstallProgress>();
        try (var server = server(NO_MODELS, PULL)) {
            assertThat(pull(server, progress)).isEqualTo(new InstallResult("qwen3:8b", false, 107));
            assertThat(progress)
                    .contains(
                            new InstallProgress("pulling manifest", 0, 0),
                            new InstallProgress("pulling a1", 60, 100),
                            new InstallProgress("success", 107, 107));
        }
    }

    @Test
    void saysThatTheSameModelWasInstalledAlready() throws IOException {
        WireReply installed = WireReply.json("{\"models\":[{\"name\":\"qwen3:8b\",\"digest\":\"x\"}]}");
        try (var server = server(installed, PULL)) {
            assertThat(pull(server, new ArrayList<>()).alreadyInstalled()).isTrue();
        }
    }

    @Test
    void aModelThatTheRegistryLacksIsUnknown() throws IOException {
        WireReply reply = WireReply.lines(
                "{\"status\":\"pulling manifest\"}", "{\"error\":\"pull model manifest: file does not exist\"}");
        try (var server = server(NO_MODELS, reply)) {
            assertThatThrownBy(() -> pull(server, new ArrayList<>()))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_MODEL))
                    .hasMessageContaining("qwen3:8b");
        }
    }

    @Test
    void aDownloadThatEndsEarlyFails() throws IOException {
        WireReply reply = WireReply.lines("{\"status\":\"pulling a1\",\"digest\":\"a1\",\"total\":9,\"completed\":3}");
        try (var server = server(NO_MODELS, reply)) {
            assertThatThrownBy(() -> pull(server, new ArrayList<>()))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_BROKEN_STREAM));
        }
    }

    @Test
    void cancellingADownloadClosesItsConnection() throws Exception {
        WireReply hanging = new WireReply(
                200,
                "application/x-ndjson",
                "{\"status\":\"pulling a1\",\"digest\":\"a1\",\"total\":9,\"completed\":3}\n",
                java.util.Map.of(),
                WireReply.End.HANG);
        var started = new CountDownLatch(1);
        var cancellation = new CancellationToken();
        try (var server = server(NO_MODELS, hanging)) {
            CompletableFuture<InstallResult> pull =
                    CompletableFuture.supplyAsync(() -> new OllamaProvider(setup(server.url("")))
                            .installModel("qwen3:8b", progress -> started.countDown(), cancellation));
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            cancellation.cancel();

            assertThatThrownBy(() -> pull.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            assertThat(server.awaitClosedByClient()).isTrue();
        }
    }

    @Test
    void deletesAModel() throws IOException {
        try (var server = server(NO_MODELS, WireReply.json(""))) {
            new OllamaProvider(setup(server.url(""))).removeModel("qwen3:8b");

            WireServer.Request request = server.requests().getFirst();
            assertThat(request.method() + " " + request.target() + " " + request.body())
                    .isEqualTo("DELETE /api/delete {\"model\":\"qwen3:8b\"}");
        }
    }

    @Test
    void searchesInstalledModelsAndTheBundledList() throws IOException {
        WireReply installed = WireReply.json("{\"models\":[{\"name\":\"my-coder:latest\",\"size\":5}]}");
        try (var server = server(installed, WireReply.json(404, "{}"))) {
            var provider = new OllamaProvider(setup(server.url("")));
            List<Model> found = provider.searchModels("CODER", 1, 20).items();

            assertThat(found).extracting(Model::id).contains("my-coder:latest", "qwen2.5-coder:7b");
            assertThat(found.stream().filter(Model::installed))
                    .extracting(Model::id)
                    .containsExactly("my-coder:latest");
            assertThat(provider.installedModels()).extracting(Model::id).containsExactly("my-coder:latest");
        }
    }
}
