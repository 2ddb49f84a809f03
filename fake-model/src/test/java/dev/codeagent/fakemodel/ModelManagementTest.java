package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.fakemodel.WireClient.WireRequest;
import dev.codeagent.fakemodel.wire.JsonValues;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelManagementTest extends ServerFixture {
    private static final String SCRIPT = """
            {"models": ["one", {"id": "two", "window": 9000}, {"id": "vectors", "embedding": true},
                        {"id": "remote", "installed": false, "bytes": 1000}],
             "scenarios": {"*": {"agents": {"*": [{"text": "x"}]}}}}""";

    private String get(WireClient client, String path) throws Exception {
        return send(client, "GET", path, "");
    }

    private String send(WireClient client, String method, String path, String body) throws Exception {
        HttpResponse<byte[]> response = client.send(method, path, body.replace('\'', '"'));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as(text).isEqualTo(200);
        return text;
    }

    private JsonObject json(String text) {
        return JsonValues.parse(text).orElseThrow();
    }

    @Test
    void listsModelsInTheFormOfEachVendor() throws Exception {
        WireClient openAi = startWireScript(WireRequest.OPENAI_CHAT, SCRIPT);
        assertThat(get(openAi, "/v1/models")).contains("\"id\":\"two\"").doesNotContain("remote");
        assertThat(get(openAi, "/mistral/v1/models")).contains("\"id\":\"two\"");
        assertThat(get(openAi, "/engines/v1/models")).contains("\"id\":\"two\"");
        assertThat(get(openAi, "/cohere/v1/models?endpoint=embed"))
                .contains("\"name\":\"vectors\"")
                .doesNotContain("two");
        assertThat(get(openAi, "/models")).startsWith("[").contains("\"tags\":[\"two\"]");
        assertThat(get(openAi, "/api/tags")).contains("\"name\":\"two\"");
        assertThat(get(openAi, "/api/v1/models")).contains("\"key\":\"two\"");
        assertThat(get(openAi, "/api/v0/models")).contains("\"state\":\"not-loaded\"");
        WireClient azure = startWireScript(WireRequest.AZURE, SCRIPT);
        assertThat(get(azure, "/openai/v1/models")).contains("\"id\":\"two\"");
    }

    @Test
    void pagesTheListsOfAnthropicAndGoogle() throws Exception {
        WireClient anthropic = startWireScript(WireRequest.ANTHROPIC, SCRIPT);
        JsonObject first = json(get(anthropic, "/v1/models?limit=2"));
        assertThat(first.getBoolean("has_more")).isTrue();
        JsonObject next = json(get(anthropic, "/v1/models?limit=2&after_id=" + first.getString("last_id")));
        assertThat(next.getBoolean("has_more")).isFalse();
        assertThat(next.getString("first_id")).isEqualTo("vectors");

        WireClient gemini = startWireScript(WireRequest.GEMINI, SCRIPT);
        JsonObject page = json(get(gemini, "/v1beta/models?pageSize=1"));
        assertThat(get(gemini, "/v1beta/models?pageToken=" + page.getString("nextPageToken")))
                .contains("\"name\":\"models/two\"", "\"inputTokenLimit\":9000")
                .doesNotContain("nextPageToken");
    }

    @Test
    void ollamaPullsShowsAndDeletesForOneKey() throws Exception {
        WireClient client = startWireScript(WireRequest.OLLAMA, SCRIPT);
        WireClient other = new WireClient(client.http(), client.origin(), client.wire(), "k2");

        List<JsonObject> lines = send(client, "POST", "/api/pull", "{'model':'remote'}")
                .lines()
                .map(this::json)
                .toList();

        assertThat(lines).anyMatch(l -> l.getInt("completed", -1) == 500 && l.getInt("total") == 1000);
        assertThat(lines.getLast().getString("status")).isEqualTo("success");
        assertThat(get(client, "/api/tags")).contains("remote");
        assertThat(get(other, "/api/tags")).doesNotContain("remote");
        assertThat(send(client, "POST", "/api/show", "{'model':'two'}")).contains("\"scripted.context_length\":9000");
        assertThat(send(client, "POST", "/api/pull", "{'model':'nothing'}"))
                .contains("\"error\":\"pull model manifest");
        send(client, "DELETE", "/api/delete", "{'model':'remote'}");
        assertThat(get(client, "/api/tags")).doesNotContain("remote");
        assertThat(get(client, "/api/version")).contains("version");
        client.post("/api/chat", WireRequest.OLLAMA.body(false).replace("\"m\"", "\"two\""));
        assertThat(get(client, "/api/ps")).contains("\"name\":\"two\"");
    }

    @Test
    void lmStudioDownloadsAndLoads() throws Exception {
        WireClient client = startWireScript(WireRequest.OPENAI_CHAT, SCRIPT);
        JsonObject job = json(send(client, "POST", "/api/v1/models/download", "{'model':'remote'}"));
        assertThat(job.getString("status")).isEqualTo("downloading");
        String status = "";
        for (int i = 0; i < 100 && !status.equals("completed"); i++) {
            Thread.sleep(20);
            status = json(get(client, "/api/v1/models/download/status/" + job.getString("job_id")))
                    .getString("status");
        }
        assertThat(status).isEqualTo("completed");
        assertThat(send(client, "POST", "/api/v1/models/download", "{'model':'remote'}"))
                .contains("already_downloaded");
        assertThat(send(client, "POST", "/api/v1/models/load", "{'model':'remote'}"))
                .contains("\"status\":\"loaded\"");
        assertThat(get(client, "/api/v1/models")).contains("\"loaded_instances\":[{\"id\":\"remote\"");
        send(client, "POST", "/api/v1/models/unload", "{'instance_id':'remote'}");
        assertThat(get(client, "/api/v1/models")).doesNotContain("\"loaded_instances\":[{");
    }

    @Test
    void dockerModelRunnerPullsAndDeletes() throws Exception {
        WireClient client = startWireScript(WireRequest.OPENAI_CHAT, SCRIPT);
        assertThat(send(client, "POST", "/models/create", "{'from':'remote'}"))
                .contains("\"pulled\":500", "\"type\":\"success\"");
        assertThat(get(client, "/models/remote")).contains("\"tags\":[\"remote\"]");
        send(client, "DELETE", "/models/remote", "");
        assertThat(get(client, "/models")).doesNotContain("remote");
    }

    @Test
    void countsTokensEmbedsAndFillsInTheMiddle() throws Exception {
        WireClient anthropic = startWireScript(WireRequest.ANTHROPIC, SCRIPT);
        String body = WireRequest.ANTHROPIC.body(false);
        assertThat(send(anthropic, "POST", "/v1/messages/count_tokens", body)).contains("\"input_tokens\":");
        WireClient gemini = startWireScript(WireRequest.GEMINI, SCRIPT);
        assertThat(send(gemini, "POST", "/v1beta/models/m:countTokens", WireRequest.GEMINI.body(false)))
                .contains("\"totalTokens\":");
        WireClient client = startWireScript(WireRequest.OPENAI_CHAT, SCRIPT);
        assertThat(send(client, "POST", "/v1/embeddings", "{'model':'vectors','input':['a','b']}"))
                .contains("\"index\":1", "\"embedding\":[");
        assertThat(send(client, "POST", "/mistral/v1/fim/completions", "{'model':'two','prompt':'a','suffix':'b'}"))
                .contains("\"content\":\"x\"");
        assertThat(send(client, "POST", "/api/generate", "{'model':'two','prompt':'a','suffix':'b','stream':false}"))
                .contains("\"response\":\"x\"");
        assertThat(client.post(
                                "/v1/chat/completions",
                                WireRequest.OPENAI_CHAT.body(false).replace("\"m\"", "\"vectors\""))
                        .statusCode())
                .isEqualTo(400);
    }
}
