package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.fakemodel.WireClient.WireRequest;
import dev.codeagent.fakemodel.wire.JsonValues;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlApiTest extends ServerFixture {
    private static final String TURN = """
            {"text": "abcdef", "chunk": 1,
             "usage": {"input": 100, "output": 20, "cached": 60, "cacheWrite": 10, "reasoning": 5}}""";

    private static JsonObject control(WireClient client, String method, String path, String body) throws Exception {
        HttpResponse<byte[]> response = client.send(method, "/_control/" + path, body);
        JsonObject json = JsonValues.parse(new String(response.body(), StandardCharsets.UTF_8))
                .orElseThrow();
        assertThat(response.statusCode()).as(json.toString()).isEqualTo(200);
        return json;
    }

    private static List<JsonObject> calls(WireClient client, String key) throws Exception {
        return JsonValues.children(control(client, "GET", "log?key=" + key, ""), "calls");
    }

    @ParameterizedTest
    @EnumSource
    void logsTheUsageThatTheWireReports(WireRequest wire) throws Exception {
        WireClient client = startWire(wire, TURN);

        client.ask(true);
        client.ask(false);

        JsonObject usage = control(client, "GET", "usage?key=k1", "");
        assertThat(usage.getInt("calls")).isEqualTo(2);
        assertThat(usage.getJsonObject("usage").getInt("input")).isEqualTo(200);
        boolean cacheWrites = wire == WireRequest.ANTHROPIC
                || wire == WireRequest.OPENAI_CHAT
                || wire == WireRequest.AZURE
                || wire == WireRequest.RESPONSES;
        assertThat(usage.getJsonObject("usage").getInt("cacheWrite")).isEqualTo(cacheWrites ? 20 : 0);
        assertThat(control(client, "GET", "usage?key=other", "").getInt("calls"))
                .isZero();
    }

    @Test
    void countsOnlyAnswersThatWereSentCompletely() throws Exception {
        WireClient client = startWire(WireRequest.ANTHROPIC, TURN);
        control(client, "PUT", "faults", "{\"key\": \"k1\", \"faults\": [{\"kind\": \"endEarly\"}]}");
        client.ask(true);
        control(client, "PUT", "faults", "{\"key\": \"k1\", \"faults\": [{\"kind\": \"errorEvent\"}]}");
        client.ask(true);

        assertThat(control(client, "GET", "usage?key=k1", "").getInt("calls")).isZero();
        assertThat(calls(client, "k1")).allMatch(c -> !c.getBoolean("complete"));
    }

    @Test
    void saysWhyAWireLeavesOutAPartOfTheUsage() throws Exception {
        String turn = "{\"text\": \"abc\", \"usage\": {\"input\": 9, \"output\": 8, \"cached\": 3, \"cacheWrite\": 2}}";
        WireClient mistral = startWire(WireRequest.MISTRAL, turn);
        mistral.ask(false);

        JsonObject call = calls(mistral, "k1").getFirst();
        assertThat(call.getJsonObject("usage").getInt("cached")).isEqualTo(3);
        assertThat(call.getJsonObject("usage").getInt("cacheWrite")).isZero();
        assertThat(call.getJsonObject("unreported").keySet()).containsExactly("cacheWrite", "reasoning");
        assertThat(call.getJsonObject("unreported").getString("cacheWrite")).contains("not what was written");

        WireClient anthropic = startWire(WireRequest.ANTHROPIC, turn);
        anthropic.ask(false);
        assertThat(calls(anthropic, "k1").getFirst().getJsonObject("unreported"))
                .isEmpty();
    }

    @Test
    void playsFaultsForTheNextCallsOfOneKey() throws Exception {
        WireClient client = startWire(WireRequest.COHERE, TURN);
        WireClient other = new WireClient(client.http(), client.origin(), client.wire(), "k2");
        String faults = "{\"key\": \"k1\", \"times\": 2, \"faults\": [{\"kind\": \"status\", \"status\": 503}]}";

        control(client, "PUT", "faults", faults);

        assertThat(client.ask(true).statusCode()).isEqualTo(503);
        assertThat(other.ask(true).statusCode()).isEqualTo(200);
        assertThat(client.ask(true).statusCode()).isEqualTo(503);
        assertThat(client.ask(true).statusCode()).isEqualTo(200);
        control(client, "PUT", "faults", faults);
        control(client, "DELETE", "faults?key=k1", "");
        assertThat(client.ask(true).statusCode()).isEqualTo(200);
        assertThat(calls(client, "k1").getFirst().getJsonArray("faults").toString())
                .isEqualTo("[\"status\"]");
    }

    @Test
    void setsAScenarioForOneKey() throws Exception {
        WireClient client = startWire(WireRequest.MISTRAL, TURN);
        control(client, "PUT", "scenarios/k1", "{\"agents\": {\"*\": [{\"text\": \"for k1\"}]}}");

        assertThat(new String(client.ask(false).body(), StandardCharsets.UTF_8)).contains("for k1");
        control(client, "DELETE", "scenarios/k1", "");
        assertThat(new String(client.ask(false).body(), StandardCharsets.UTF_8)).contains("abcdef");
    }

    @Test
    void rejectsAFaultThatItDoesNotKnow() throws Exception {
        WireClient client = startWire(WireRequest.MISTRAL, TURN);
        HttpResponse<byte[]> response =
                client.send("PUT", "/_control/faults", "{\"key\": \"k\", \"faults\": [{\"kind\": \"explode\"}]}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new String(response.body(), StandardCharsets.UTF_8))
                .contains("/faults/0/kind: 'explode' is not a fault; use one of status, redirect");
        assertThat(client.send("GET", "/_control/nothing", "").statusCode()).isEqualTo(400);
    }

    @Test
    void logsViolations() throws Exception {
        WireClient client = startWire(WireRequest.MISTRAL, TURN);
        client.post("/mistral/v1/chat/completions", "{\"messages\": []}");

        JsonObject call = calls(client, "k1").getFirst();
        assertThat(call.getBoolean("violation")).isTrue();
        assertThat(call.getInt("status")).isEqualTo(400);
        assertThat(call.getString("problem")).contains("at least one message");
        control(client, "DELETE", "log?key=k1", "");
        assertThat(calls(client, "k1")).isEmpty();
    }

    @Test
    void noticesAClientThatLeavesBeforeTheFirstByte() throws Exception {
        WireClient client = startWire(WireRequest.OLLAMA, TURN);
        control(client, "PUT", "faults", "{\"key\": \"k1\", \"faults\": [{\"kind\": \"hang\"}]}");
        var pending = client.http()
                .sendAsync(
                        client.request("/api/chat")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(WireRequest.OLLAMA.body(true)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        while (calls(client, "k1").isEmpty()) {
            Thread.sleep(5);
        }
        pending.cancel(true);

        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (!calls(client, "k1").getFirst().getBoolean("clientClosed")) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(10);
        }
    }
}
