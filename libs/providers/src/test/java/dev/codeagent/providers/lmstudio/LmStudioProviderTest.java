package dev.codeagent.providers.lmstudio;

import static dev.codeagent.providers.contract.WireFixture.context;
import static dev.codeagent.providers.contract.WireFixture.message;
import static dev.codeagent.providers.contract.WireFixture.setup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LmStudioProviderTest {
    private static final String MODELS = """
            {"models":[
              {"type":"embedding","key":"text-embedding-nomic","size_bytes":5,"loaded_instances":[],"max_context_length":2048},
              {"type":"llm","key":"gemma-3","display_name":"Gemma 3","size_bytes":241410208,"loaded_instances":[],
               "max_context_length":16384,"capabilities":{"vision":true,"trained_for_tool_use":false}},
              {"type":"llm","key":"qwen3","display_name":"Qwen3","size_bytes":9,
               "loaded_instances":[{"id":"qwen3","config":{"context_length":4096}}],
               "max_context_length":32768,"capabilities":{"vision":false,"trained_for_tool_use":true}}]}""";
    private final LmStudioDialect dialect = new LmStudioDialect();

    private WireServer server(String models) throws IOException {
        return new WireServer(8_192, request -> switch (request.path()) {
            case "/api/v1/models" -> WireReply.json(models);
            case "/api/v1/models/load" -> WireReply.json("{\"model_instance_id\":\"gemma-3\"}");
            default -> dialect.stream(ScriptedTurn.ofText("ok"));
        });
    }

    @Test
    void listsLoadedModelsFirstWithTheirLoadedWindow() throws IOException {
        try (var server = server(MODELS)) {
            List<Model> models = new LmStudioProvider(setup(server.url("/v1"))).installedModels();

            assertThat(models).extracting(Model::id).containsExactly("qwen3", "text-embedding-nomic", "gemma-3");
            assertThat(models.get(0).traits().contextTokens()).isEqualTo(4_096);
            assertThat(models.get(0).traits().tools()).isEqualTo(Support.YES);
            assertThat(models.get(1).traits().embedding()).isTrue();
            assertThat(models.get(2).name()).isEqualTo("Gemma 3");
            assertThat(models.get(2).sizeBytes()).isEqualTo(241_410_208);
            assertThat(models.get(2).traits().contextTokens()).isEqualTo(16_384);
            assertThat(models.get(2).traits().images()).isEqualTo(Support.YES);
            assertThat(models.get(2).traits().tools()).isEqualTo(Support.NO);
        }
    }

    @Test
    void readsTheListOfOlderVersions() throws IOException {
        String old = "{\"data\":[{\"id\":\"qwen2-vl\",\"type\":\"vlm\",\"state\":\"loaded\","
                + "\"max_context_length\":32768,\"loaded_context_length\":8192}]}";
        try (var server = new WireServer(
                8_192,
                request -> request.path().equals("/api/v0/models")
                        ? WireReply.json(old)
                        : WireReply.json("{\"error\":\"Unexpected endpoint or method. (GET /api/v1/models)\"}"))) {
            Model model = new LmStudioProvider(setup(server.url("/v1")))
                    .installedModels()
                    .getFirst();

            assertThat(model.id()).isEqualTo("qwen2-vl");
            assertThat(model.traits().contextTokens()).isEqualTo(8_192);
            assertThat(model.traits().images()).isEqualTo(Support.YES);
        }
    }

    @Test
    void anotherServerIsListedOverTheApiOfOpenAi() throws IOException {
        try (var server = new WireServer(
                8_192,
                request -> request.path().equals("/v1/models")
                        ? WireReply.json("{\"data\":[{\"id\":\"m-1\"}]}")
                        : WireReply.json(404, "{}"))) {
            assertThat(new LmStudioProvider(setup(server.url("/v1"))).installedModels())
                    .extracting(Model::id)
                    .containsExactly("m-1");
        }
    }

    @Test
    void loadsAModelOnceWithAWindowForAgentsAndLeavesALoadedOneAlone() throws IOException {
        try (var server = server(MODELS)) {
            var provider = new LmStudioProvider(setup(server.url("/v1")));
            provider.installedModels();
            for (String model : List.of("gemma-3", "gemma-3", "qwen3")) {
                provider.sendMessage(message(new ChatMessage.User("x")), context(model, true));
            }

            assertThat(server.requests().stream().skip(1))
                    .extracting(WireServer.Request::target)
                    .containsExactly(
                            "/api/v1/models/load",
                            "/v1/chat/completions",
                            "/v1/chat/completions",
                            "/v1/chat/completions");
            assertThat(server.requests().get(1).body())
                    .isEqualTo("{\"model\":\"gemma-3\",\"config\":{\"context_length\":16384}}");
        }
    }

    @Test
    void followsADownloadToItsEnd() throws IOException {
        var answers = new AtomicInteger();
        try (var server = new WireServer(8_192, request -> {
            String bytes = ",\"total_size_bytes\":100,\"downloaded_bytes\":" + 50 * answers.get() + "}";
            return switch (answers.getAndIncrement()) {
                case 0, 1 -> WireReply.json("{\"job_id\":\"job_1\",\"status\":\"downloading\"" + bytes);
                default -> WireReply.json("{\"job_id\":\"job_1\",\"status\":\"completed\"" + bytes);
            };
        })) {
            var progress = new ArrayList<InstallProgress>();
            InstallResult result = new LmStudioProvider(setup(server.url("/v1")))
                    .installModel("qwen/qwen3-8b", progress::add, new CancellationToken());

            assertThat(result).isEqualTo(new InstallResult("qwen/qwen3-8b", false, 100));
            assertThat(progress)
                    .containsExactly(
                            new InstallProgress("downloading", 0, 100),
                            new InstallProgress("downloading", 50, 100),
                            new InstallProgress("completed", 100, 100));
            assertThat(server.requests())
                    .extracting(r -> r.method() + " " + r.target())
                    .containsExactly(
                            "POST /api/v1/models/download",
                            "GET /api/v1/models/download/status/job_1",
                            "GET /api/v1/models/download/status/job_1");
        }
    }

    private static InstallResult download(String answer) throws IOException {
        try (var server = WireServer.answering(WireReply.json(answer))) {
            return new LmStudioProvider(setup(server.url("/v1")))
                    .installModel("qwen3", progress -> {}, new CancellationToken());
        }
    }

    @Test
    void tellsWhatADownloadThatDoesNotHappenMeans() throws IOException {
        assertThat(download("{\"status\":\"already_downloaded\"}").alreadyInstalled())
                .isTrue();
        assertThatThrownBy(() -> download("{\"job_id\":\"j\",\"status\":\"failed\"}"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_REJECTED))
                .hasMessageContaining("failed");
        assertThatThrownBy(() -> download("{\"error\":{\"message\":\"no such thing in the catalog\"}}"))
                .hasMessageContaining("no such thing in the catalog");
    }

    @Test
    void removingAModelUnloadsItAndTellsHowToDeleteIt() throws IOException {
        try (var server = server(MODELS)) {
            assertThatThrownBy(() -> new LmStudioProvider(setup(server.url("/v1"))).removeModel("qwen3"))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
                    .hasMessageContaining("My Models");
            assertThat(server.requests().getLast().target()).isEqualTo("/api/v1/models/unload");
            assertThat(server.requests().getLast().body()).isEqualTo("{\"instance_id\":\"qwen3\"}");
        }
    }
}
