package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KeysTest extends ServerFixture {
    private static final int STREAMS = 60;

    @Test
    void wantsTheKeyOfTheScript() throws Exception {
        Client client = serve(
                "{\"requireKey\": \"secret-1\", \"scenarios\": {\"*\": {\"agents\": {\"coding\": [{\"text\": \"x\"}]}}}}");
        String body = Conversation.of("coding").whole();

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
        Client named = serve("{\"models\": [\"small\", \"large\"], \"scenarios\": " + agents + "}");

        assertThat(named.get("/models").body()).contains("\"id\":\"small\"", "\"id\":\"large\"");
        assertThat(serve("{\"scenarios\": " + agents + "}").get("/models").body())
                .contains("\"id\":\"scripted-1\"");
        assertThat(Client.error(named.post(Conversation.of("coding").whole())))
                .isEqualTo("no model 'scripted-1'; there are small, large");
        assertThat(named.get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void givesEachKeyItsOwnScenario() throws Exception {
        Client client = serve("""
                {"scenarios": {"a": {"agents": {"coding": [{"text": "for a"}]}},
                               "*": {"agents": {"coding": [{"text": "for all"}]}}}}""");
        String body = Conversation.of("coding").streamed();

        assertThat(Conversation.joined(withKey(client, "a").stream(body), "content"))
                .isEqualTo("for a");
        assertThat(Conversation.joined(withKey(client, "b").stream(body), "content"))
                .isEqualTo("for all");
        assertThat(Conversation.joined(client.stream(body), "content")).isEqualTo("for all");
    }

    @Test
    void refusesAKeyWithoutScenario() throws Exception {
        Client client = serve("{\"scenarios\": {\"a\": {\"agents\": {\"coding\": [{\"text\": \"for a\"}]}}}}");

        var response = withKey(client, "b").post(Conversation.of("coding").whole());

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(Client.error(response)).contains("no scenario for this key");
    }

    @Test
    void servesManyStreamsAtOnceWithoutMixingThem() throws Exception {
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
        Client client = serve("{\"scenarios\": {" + scenarios + "}}");
        String body = Conversation.of("coding").streamed();

        var texts = new ArrayList<Future<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < STREAMS; i++) {
                Client own = withKey(client, "k" + i);
                texts.add(threads.submit(() -> Conversation.joined(own.stream(body), "content")));
            }
        }

        for (int i = 0; i < STREAMS; i++) {
            assertThat(texts.get(i).get()).isEqualTo(GeneratedText.of(4_000, i));
        }
    }
}
