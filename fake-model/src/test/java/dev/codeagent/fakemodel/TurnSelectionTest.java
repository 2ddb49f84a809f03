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
        return CompletionClient.parseJson(response.body())
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .getString("content");
    }

    @Test
    void selectsTheTurnByTheAgentInTheSystemMessage() throws Exception {
        CompletionClient client = startServerForAgents(AGENTS);

        assertThat(text(client.post(RequestBuilder.forAgent("planning").nonStreamingBody())))
                .isEqualTo("plan");
        assertThat(text(client.post(RequestBuilder.forAgent("coding").nonStreamingBody())))
                .isEqualTo("one");
    }

    @Test
    void selectsTheTurnByTheNumberOfAssistantMessages() throws Exception {
        CompletionClient client = startServerForAgents(AGENTS);

        assertThat(text(client.post(RequestBuilder.forAgent("coding")
                        .addToolResults("+x", "09af fix")
                        .nonStreamingBody())))
                .isEqualTo("two");
    }

    @Test
    void returnsTheSameTurnForTheSameRequest() throws Exception {
        CompletionClient client = startServerForAgents(AGENTS);
        String body = RequestBuilder.forAgent("coding").streamingBody();

        assertThat(client.post(body).body()).isEqualTo(client.post(body).body());
    }

    @Test
    void selectsTheTurnByTheRoundInTheUserMessage() throws Exception {
        CompletionClient client = startServerForAgents(AGENTS);
        String userMessage = "round: 2\n\nRequest: fix it\n\n## review answered\nsay why";

        assertThat(text(client.post(
                        RequestBuilder.forAgent("coding", userMessage).nonStreamingBody())))
                .isEqualTo("again");
    }

    @Test
    void reportsTheExpectedAndTheActualToolResult() throws Exception {
        CompletionClient client = startServerForAgents(AGENTS);

        var response = client.post(RequestBuilder.forAgent("coding")
                .addToolResults("-x", "09af fix")
                .nonStreamingBody());

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(CompletionClient.errorMessage(response))
                .isEqualTo("turn 2 of coding: expected tool result 1 to contain \"+x\", received \"-x\"");
        assertThat(response.body()).contains("\"type\":\"expectation_failed\"");
        assertThat(log.toString()).contains("unexpected request: turn 2 of coding: expected tool result 1");
    }

    @Test
    void reportsTextMissingFromTheLastMessages() throws Exception {
        var response = startServerForAgents(AGENTS)
                .post(RequestBuilder.forAgent("coding", "round: 2\n\nRequest: x")
                        .nonStreamingBody());

        assertThat(CompletionClient.errorMessage(response))
                .contains("turn 1 of coding#2", "to contain \"say why\"", "received \"round: 2");
    }

    @Test
    void rejectsAWrongNumberOfToolResults() throws Exception {
        var response = startServerForAgents(AGENTS)
                .post(RequestBuilder.forAgent("coding").addToolResults("+x").nonStreamingBody());

        assertThat(CompletionClient.errorMessage(response))
                .contains("expected 2 tool results of the last turn, received 1");
    }

    @Test
    void rejectsAnUnknownAgentRoundOrTurn() throws Exception {
        CompletionClient client = startServerForAgents(AGENTS);

        assertThat(CompletionClient.errorMessage(
                        client.post(RequestBuilder.forAgent("review").nonStreamingBody())))
                .isEqualTo("turn 1 of review: the scenario has no turns for it; it has coding, coding#2, planning");
        assertThat(client.post(RequestBuilder.forAgent("coding", "round: 3\n\n").nonStreamingBody())
                        .statusCode())
                .isEqualTo(422);
        assertThat(CompletionClient.errorMessage(client.post(
                        RequestBuilder.forAgent("planning").addToolResults("x").nonStreamingBody())))
                .startsWith("turn 2 of planning: the scenario has only 1");
    }

    @Test
    void usesTheDefaultTurnsForAnAgentWithoutItsOwn() throws Exception {
        CompletionClient client =
                startServerForAgents("{\"*\": [{\"text\": \"any\"}], \"review\": [{\"text\": \"own\"}]}");

        assertThat(text(client.post(RequestBuilder.forAgent("testing").nonStreamingBody())))
                .isEqualTo("any");
        assertThat(text(client.post(RequestBuilder.forAgent("review").nonStreamingBody())))
                .isEqualTo("own");
    }

    @Test
    void rejectsAToolCallWithoutAResult() throws Exception {
        var unanswered = Json.createObjectBuilder()
                .add("role", "assistant")
                .add(
                        "tool_calls",
                        Json.createArrayBuilder().add(Json.createObjectBuilder().add("id", "c1")))
                .build();

        var response = startServerForAgents(AGENTS)
                .post(RequestBuilder.forAgent("coding").addMessage(unanswered).nonStreamingBody());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(CompletionClient.errorMessage(response)).isEqualTo("no tool message answers the call 'c1'");
    }

    @Test
    void rejectsAToolResultWithoutACall() throws Exception {
        var toolMessage = Json.createObjectBuilder()
                .add("role", "tool")
                .add("tool_call_id", "c9")
                .add("content", "x")
                .build();

        var response = startServerForAgents(AGENTS)
                .post(RequestBuilder.forAgent("coding").addMessage(toolMessage).nonStreamingBody());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(CompletionClient.errorMessage(response)).contains("'c9'");
    }

    @Test
    void rejectsAnInvalidBody() throws Exception {
        CompletionClient client = startServerForAgents(AGENTS);

        assertThat(client.post("hello").statusCode()).isEqualTo(400);
        assertThat(client.post("{\"messages\": []}").statusCode()).isEqualTo(400);
        assertThat(client.post("{\"messages\": [7]}").statusCode()).isEqualTo(400);
    }
}
