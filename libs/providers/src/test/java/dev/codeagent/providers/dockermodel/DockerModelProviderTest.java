package dev.codeagent.providers.dockermodel;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerModelProviderTest {
    private static final String PROGRESS = "{\"type\":\"progress\",\"message\":\"Downloaded: 0.06 MB\",\"total\":150,"
            + "\"layer\":{\"id\":\"sha256:a\",\"size\":100,\"current\":60},\"mode\":\"pull\"}";
    private static final String END = "{\"type\":\"progress\",\"message\":\"Downloaded: 0.1 MB\",\"total\":150,"
            + "\"layer\":{\"id\":\"sha256:a\",\"size\":100,\"current\":100}}";
    private static final String SECOND = "{\"type\":\"progress\",\"message\":\"Downloaded: 0.05 MB\",\"total\":150,"
            + "\"layer\":{\"id\":\"sha256:b\",\"size\":50,\"current\":50}}";
    private static final String SUCCESS = "{\"type\":\"success\",\"message\":\"Model pulled successfully\"}";

    private static InstallResult pull(List<InstallProgress> progress, String... lines) throws IOException {
        WireReply reply = new WireReply(
                200, "text/plain", String.join("\n", lines) + "\n", java.util.Map.of(), WireReply.End.COMPLETE);
        try (var server = WireServer.answering(reply)) {
            InstallResult result = new DockerModelProvider(setup(server.url("/engines/llama.cpp/v1")))
                    .installModel("ai/smollm2", progress::add, new CancellationToken());
            WireServer.Request request = server.requests().getFirst();
            assertThat(request.method() + " " + request.target() + " " + request.body())
                    .isEqualTo("POST /models/create {\"from\":\"ai/smollm2\"}");
            return result;
        }
    }

    @Test
    void pullsAModelAndTellsTheBytes() throws IOException {
        var progress = new ArrayList<InstallProgress>();

        assertThat(pull(progress, PROGRESS, END, SECOND, SUCCESS))
                .isEqualTo(new InstallResult("ai/smollm2", false, 150));
        assertThat(progress)
                .startsWith(new InstallProgress("Downloaded: 0.06 MB", 60, 150))
                .endsWith(new InstallProgress("Model pulled successfully", 150, 150));
    }

    @Test
    void readsLinesThatTheServerEscaped() throws IOException {
        var progress = new ArrayList<InstallProgress>();
        pull(progress, PROGRESS.replace("\"", "&#34;"), SUCCESS.replace("\"", "&#34;"));

        assertThat(progress).startsWith(new InstallProgress("Downloaded: 0.06 MB", 60, 150));
    }

    @Test
    void aModelThatIsThereIsNotDownloaded() throws IOException {
        assertThat(pull(new ArrayList<>(), SUCCESS).alreadyInstalled()).isTrue();
    }

    @Test
    void anErrorAfterTheBeginningFails() {
        assertThatThrownBy(() -> pull(
                        new ArrayList<>(), PROGRESS, "{\"type\":\"error\",\"message\":\"no space left on device\"}"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("no space left on device");
        assertThatThrownBy(() -> pull(new ArrayList<>(), "<html>Bad gateway</html>"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_BROKEN_STREAM));
    }

    @ParameterizedTest
    @CsvSource({
        "ai/smollm2, /models/ai/smollm2",
        "smollm2:360M, /models/ai/smollm2:360M",
        "hf.co/org/repo name, /models/hf.co/org/repo+name"
    })
    void deletesAModelByItsPath(String model, String path) throws IOException {
        try (var server = WireServer.answering(WireReply.json(""))) {
            new DockerModelProvider(setup(server.url("/engines/v1"))).removeModel(model);

            WireServer.Request request = server.requests().getFirst();
            assertThat(request.method() + " " + request.target()).isEqualTo("DELETE " + path);
        }
    }

    @ParameterizedTest
    @CsvSource({"256.35 MiB, 268802457", "1.5GB, 1500000000", "12 B, 12", "'', 0", "many, 0"})
    void readsSizes(String text, long bytes) {
        assertThat(DockerModelProvider.parseSize(text)).isEqualTo(bytes);
    }

    @Test
    void anotherServerIsListedOverTheApiOfOpenAi() throws IOException {
        try (var server = new WireServer(
                8_192,
                request -> request.path().equals("/engines/v1/models")
                        ? WireReply.json("{\"data\":[{\"id\":\"ai/qwen3\"}]}")
                        : WireReply.json(404, "{}"))) {
            var provider = new DockerModelProvider(setup(server.url("/engines/v1")));

            assertThat(provider.installedModels()).extracting(Model::id).containsExactly("ai/qwen3");
            assertThat(provider.searchModels("qwen3", 1, 20).items())
                    .extracting(Model::id)
                    .containsExactly("ai/qwen3", "ai/qwen3-coder");
        }
    }
}
