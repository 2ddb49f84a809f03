package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.fakemodel.script.GeneratedText;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ApiKeysTest extends ServerFixture {
    private static final int STREAMS = 60;

    @Test
    void requiresTheApiKeyOfTheScript() throws Exception {
        CompletionClient client = startServer(
                "{\"requireKey\": \"secret-1\", \"scenarios\": {\"*\": {\"agents\": {\"coding\": [{\"text\": \"x\"}]}}}}");
        String body = RequestBuilder.forAgent("coding").nonStreamingBody();

        assertThat(client.post(body).statusCode()).isEqualTo(401);
        assertThat(client.get("/models").statusCode()).isEqualTo(401);
        var wrong = withKey(client, "secret-2").post(body);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).doesNotContain("secret-1", "secret-2");
        assertThat(withKey(client, "secret-1").post(body).statusCode()).isEqualTo(200);
    }

    @Test
    void listsTheModels() throws Exception {
        String agents = "{\"*\": {\"agents\": {\"*\": [{\"text\": \"x\"}]}}}";
        CompletionClient named = startServer("{\"models\": [\"small\", \"large\"], \"scenarios\": " + agents + "}");

        assertThat(named.get("/models").body()).contains("\"id\":\"small\"", "\"id\":\"large\"");
        assertThat(startServer("{\"scenarios\": " + agents + "}").get("/models").body())
                .contains("\"id\":\"scripted-1\"");
        assertThat(CompletionClient.errorMessage(
                        named.post(RequestBuilder.forAgent("coding").nonStreamingBody())))
                .isEqualTo("unknown model 'scripted-1'; use one of small, large");
        assertThat(named.get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void selectsTheScenarioByApiKey() throws Exception {
        CompletionClient client = startServer("""
                {"scenarios": {"a": {"agents": {"coding": [{"text": "for a"}]}},
                               "*": {"agents": {"coding": [{"text": "for all"}]}}}}""");
        String body = RequestBuilder.forAgent("coding").streamingBody();

        assertThat(RequestBuilder.joinDeltas(withKey(client, "a").streamChunks(body), "content"))
                .isEqualTo("for a");
        assertThat(RequestBuilder.joinDeltas(withKey(client, "b").streamChunks(body), "content"))
                .isEqualTo("for all");
        assertThat(RequestBuilder.joinDeltas(client.streamChunks(body), "content"))
                .isEqualTo("for all");
    }

    @Test
    void rejectsAnApiKeyWithoutAScenario() throws Exception {
        CompletionClient client =
                startServer("{\"scenarios\": {\"a\": {\"agents\": {\"coding\": [{\"text\": \"for a\"}]}}}}");

        var response =
                withKey(client, "b").post(RequestBuilder.forAgent("coding").nonStreamingBody());

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(CompletionClient.errorMessage(response)).contains("no scenario for this key");
    }

    @Test
    void servesConcurrentStreamsWithoutMixingThem() throws Exception {
        var scenarios = new StringBuilder();
        for (int i = 0; i < STREAMS; i++) {
            scenarios
                    .append(i == 0 ? "" : ",")
                    .append("\"k")
                    .append(i)
                    .append("\": {\"agents\": {\"coding\": [")
                    .append("{\"generate\": {\"chars\": 4000, \"seed\": ")
                    .append(i)
                    .append("}, \"delayMs\": 1}]}}");
        }
        CompletionClient client = startServer("{\"scenarios\": {" + scenarios + "}}");
        String body = RequestBuilder.forAgent("coding").streamingBody();

        var texts = new ArrayList<Future<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < STREAMS; i++) {
                CompletionClient own = withKey(client, "k" + i);
                texts.add(threads.submit(() -> RequestBuilder.joinDeltas(own.streamChunks(body), "content")));
            }
        }

        for (int i = 0; i < STREAMS; i++) {
            assertThat(texts.get(i).get()).isEqualTo(GeneratedText.of(4_000, i));
        }
    }
}
