package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class TurnSelectionTest extends ServerFixture {
    private static final String AGENTS = """
            {"planning": [{"text": "plan"}],
             "coding": [{"text": "one", "toolCalls": [{"name": "git_diff"}, {"name": "git_log"}]},
                        {"text": "two", "expect": {"toolResults": [{"contains": "+x"}, {"matches": "^[0-9a-f]{4} "}]}}],
             "coding#2": [{"text": "again", "expect": {"contains": ["say why"]}}]}""";

    private static String text(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Client.json(response.body())
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .getString("content");
    }

    @Test
    void followsTheAgentOfTheSystemMessage() throws Exception {
        Client client = agents(AGENTS);

        assertThat(text(client.post(Conversation.of("planning").whole()))).isEqualTo("plan");
        assertThat(text(client.post(Conversation.of("coding").whole()))).isEqualTo("one");
    }

    @Test
    void followsTheNumberOfAssistantMessages() throws Exception {
        Client client = agents(AGENTS);

        assertThat(text(client.post(
                        Conversation.of("coding").then("+x", "09af fix").whole())))
                .isEqualTo("two");
    }

    @Test
    void givesTheSameTurnToTheSameRequest() throws Exception {
        Client client = agents(AGENTS);
        String body = Conversation.of("coding").streamed();

        assertThat(client.post(body).body()).isEqualTo(client.post(body).body());
    }

    @Test
    void followsTheRoundOfTheOpening() throws Exception {
        Client client = agents(AGENTS);
        String opening = "round: 2\n\nRequest: mend it\n\n## review answered\nsay why";

        assertThat(text(client.post(Conversation.of("coding", opening).whole())))
                .isEqualTo("again");
    }

    @Test
    void saysWhichResultItExpectedAndWhatCame() throws Exception {
        Client client = agents(AGENTS);

        var response =
                client.post(Conversation.of("coding").then("-x", "09af fix").whole());

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(Client.error(response))
                .isEqualTo("turn 2 of coding: expected tool result 1 to contain \"+x\", came \"-x\"");
        assertThat(response.body()).contains("\"type\":\"expectation_failed\"");
        assertThat(log.toString()).contains("unexpected request: turn 2 of coding: expected tool result 1");
    }

    @Test
    void saysWhatTheLastMessagesLack() throws Exception {
        var response = agents(AGENTS)
                .post(Conversation.of("coding", "round: 2\n\nRequest: x").whole());

        assertThat(Client.error(response)).contains("turn 1 of coding#2", "to contain \"say why\"", "came \"round: 2");
    }

    @Test
    void countsTheResults() throws Exception {
        var response = agents(AGENTS).post(Conversation.of("coding").then("+x").whole());

        assertThat(Client.error(response)).contains("expected 2 tool results of the last turn, 1 came");
    }

    @Test
    void refusesAnAgentARoundAndATurnThatAreNotThere() throws Exception {
        Client client = agents(AGENTS);

        assertThat(Client.error(client.post(Conversation.of("review").whole())))
                .isEqualTo("turn 1 of review: the scenario has no turns for it; it has coding, coding#2, planning");
        assertThat(client.post(Conversation.of("coding", "round: 3\n\n").whole())
                        .statusCode())
                .isEqualTo(422);
        assertThat(Client.error(
                        client.post(Conversation.of("planning").then("x").whole())))
                .startsWith("turn 2 of planning: the scenario has only 1");
    }

    @Test
    void playsTheTurnsForAnyAgentWhereItHasNoneOfItsOwn() throws Exception {
        Client client = agents("{\"*\": [{\"text\": \"any\"}], \"review\": [{\"text\": \"own\"}]}");

        assertThat(text(client.post(Conversation.of("testing").whole()))).isEqualTo("any");
        assertThat(text(client.post(Conversation.of("review").whole()))).isEqualTo("own");
    }

    @Test
    void refusesAToolCallThatNobodyAnswered() throws Exception {
        var open = Json.createObjectBuilder()
                .add("role", "assistant")
                .add(
                        "tool_calls",
                        Json.createArrayBuilder().add(Json.createObjectBuilder().add("id", "c1")))
                .build();

        var response = agents(AGENTS).post(Conversation.of("coding").raw(open).whole());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Client.error(response)).isEqualTo("no tool message answers the call 'c1'");
    }

    @Test
    void refusesAnAnswerToNoCall() throws Exception {
        var stray = Json.createObjectBuilder()
                .add("role", "tool")
                .add("tool_call_id", "c9")
                .add("content", "x")
                .build();

        var response = agents(AGENTS).post(Conversation.of("coding").raw(stray).whole());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Client.error(response)).contains("'c9'");
    }

    @Test
    void refusesABodyThatIsNoRequest() throws Exception {
        Client client = agents(AGENTS);

        assertThat(client.post("hello").statusCode()).isEqualTo(400);
        assertThat(client.post("{\"messages\": []}").statusCode()).isEqualTo(400);
        assertThat(client.post("{\"messages\": [7]}").statusCode()).isEqualTo(400);
    }
}
