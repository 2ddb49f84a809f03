package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StreamingTest extends ServerFixture {
    private static final String REQUEST = Conversation.of("coding").streamed();

    private Client coding(String turn) throws IOException {
        return agents("{\"coding\": [" + turn + "]}");
    }

    private static JsonObject choice(JsonObject chunk) {
        return chunk.getJsonArray("choices").getJsonObject(0);
    }

    @Test
    void streamsThinkingThenTextInPieces() throws Exception {
        Client client = coding("{\"thinking\": \"hm, well\", \"text\": \"it is 🙂 done\", \"chunk\": 7}");

        List<JsonObject> chunks = client.stream(REQUEST);

        assertThat(choice(chunks.getFirst()).getJsonObject("delta").getString("role"))
                .isEqualTo("assistant");
        assertThat(Conversation.joined(chunks, "reasoning_content")).isEqualTo("hm, well");
        assertThat(Conversation.joined(chunks, "content")).isEqualTo("it is 🙂 done");
        assertThat(chunks).hasSize(1 + 2 + 2 + 1 + 1);
    }

    @Test
    void endsWithTheReasonAndTheUsage() throws Exception {
        Client client = coding("{\"text\": \"done\", \"usage\": {\"input\": 100, \"output\": 7, \"cached\": 60}}");

        List<JsonObject> chunks = client.stream(REQUEST);

        assertThat(choice(chunks.get(chunks.size() - 2)).getString("finish_reason"))
                .isEqualTo("stop");
        assertThat(chunks.getLast().getJsonArray("choices")).isEmpty();
        assertThat(chunks.getLast().getJsonObject("usage").toString())
                .isEqualTo("{\"prompt_tokens\":100,\"completion_tokens\":7,\"total_tokens\":107,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":60}}");
    }

    @Test
    void reckonsTheUsageWhereTheScriptGivesNone() throws Exception {
        JsonObject usage =
                coding("{\"text\": \"12345678\"}").stream(REQUEST).getLast().getJsonObject("usage");

        assertThat(usage.getInt("completion_tokens")).isEqualTo(2);
        assertThat(usage.getInt("prompt_tokens")).isEqualTo((REQUEST.length() + 3) / 4);
    }

    @Test
    void sendsNoUsageThatNobodyAskedFor() throws Exception {
        String body = REQUEST.replace("\"include_usage\":true", "\"include_usage\":false");

        assertThat(coding("{\"text\": \"x\"}").stream(body)).noneMatch(c -> c.containsKey("usage"));
    }

    @Test
    void splitsTheArgumentsOfToolCalls() throws Exception {
        Client client = coding("""
                {"chunk": 8, "toolCalls": [{"name": "read_file", "arguments": {"path": "src/Größe.java", "limit": 5}},
                                           {"name": "git_diff"}]}""");

        List<JsonObject> calls = client.stream(REQUEST).stream()
                .filter(c -> !c.getJsonArray("choices").isEmpty())
                .map(c -> choice(c).getJsonObject("delta"))
                .filter(d -> d.containsKey("tool_calls"))
                .map(d -> d.getJsonArray("tool_calls").getJsonObject(0))
                .toList();

        assertThat(calls.getFirst().getString("id")).isEqualTo("call_coding_1_1_1");
        assertThat(arguments(calls, 0)).isEqualTo("{\"path\":\"src/Größe.java\",\"limit\":5}");
        assertThat(arguments(calls, 1)).isEqualTo("{}");
        assertThat(calls).hasSizeGreaterThan(6);
        assertThat(calls.stream().filter(c -> c.containsKey("id"))).hasSize(2);
    }

    private static String arguments(List<JsonObject> calls, int index) {
        return calls.stream()
                .filter(c -> c.getInt("index") == index)
                .map(c -> c.getJsonObject("function").getString("arguments"))
                .reduce("", String::concat);
    }

    @Test
    void sendsArgumentsThatAreNoJsonAsTheyStand() throws Exception {
        Client client = coding("{\"toolCalls\": [{\"name\": \"git_diff\", \"arguments\": \"{broken\"}]}");

        assertThat(client.post(Conversation.of("coding").whole()).body()).contains("\"arguments\":\"{broken\"");
    }

    @Test
    void stampsEachPieceWithTheTimeWhenItIsSent() throws Exception {
        Client client = coding("{\"text\": \"abcdef\", \"chunk\": 2, \"delayMs\": 20, \"stamp\": true}");
        Instant start = Instant.now();

        Matcher stamps = Pattern.compile("@(\\d+);").matcher(Conversation.joined(client.stream(REQUEST), "content"));

        long last = start.toEpochMilli() * 1000;
        for (int i = 0; i < 3; i++) {
            assertThat(stamps.find()).isTrue();
            long micros = Long.parseLong(stamps.group(1));
            assertThat(micros).isGreaterThanOrEqualTo(last + (i == 0 ? 0 : 19_000));
            last = micros;
        }
    }

    @Test
    void waitsBeforeTheFirstPiece() throws Exception {
        Client client = coding("{\"text\": \"x\", \"firstDelayMs\": 120}");
        long start = System.nanoTime();

        client.stream(REQUEST);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(119));
    }

    @Test
    void failsAsOftenAsTheScriptSaysThenPlaysTheTurn() throws Exception {
        Client client = coding("{\"text\": \"x\", \"error\": {\"status\": 429, \"retryAfter\": 1, \"times\": 2}}");

        for (int i = 1; i <= 2; i++) {
            var refused = client.post(REQUEST);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isEqualTo(Optional.of("1"));
            assertThat(Client.error(refused)).isEqualTo("scripted error (" + i + " of 2)");
        }
        assertThat(Conversation.joined(client.stream(REQUEST), "content")).isEqualTo("x");
        assertThat(log.toString()).isEmpty();
    }

    @Test
    void countsFailuresForEachKeyAndRequest() throws Exception {
        Client client = coding("{\"text\": \"x\", \"error\": {\"status\": 503}}");

        assertThat(client.post(REQUEST).statusCode()).isEqualTo(503);
        assertThat(client.post(REQUEST).statusCode()).isEqualTo(200);
        assertThat(withKey(client, "other").post(REQUEST).statusCode()).isEqualTo(503);
        assertThat(client.post(Conversation.of("coding", "Request: more").streamed())
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void cutsTheConnectionAfterSomePiecesOnce() throws Exception {
        Client client = coding("{\"text\": \"one two three\", \"chunk\": 4, \"cut\": 2}");

        assertThatThrownBy(() -> client.post(REQUEST)).isInstanceOf(IOException.class);
        assertThat(Conversation.joined(client.stream(REQUEST), "content")).isEqualTo("one two three");
    }

    @Test
    void cutsBeforeTheFirstPieceAndBeforeTheEnd() throws Exception {
        Client client = coding("{\"text\": \"abc\", \"chunk\": 1, \"cut\": {\"after\": 0, \"times\": 2}}");
        Client late = coding("{\"text\": \"abc\", \"chunk\": 1, \"cut\": 3}");

        assertThatThrownBy(() -> client.post(REQUEST)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.post(REQUEST)).isInstanceOf(IOException.class);
        assertThat(client.stream(REQUEST)).isNotEmpty();
        assertThatThrownBy(() -> late.post(REQUEST)).isInstanceOf(IOException.class);
    }
}
