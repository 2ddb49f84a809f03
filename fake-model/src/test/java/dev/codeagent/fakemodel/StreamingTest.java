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
    private static final String REQUEST = RequestBuilder.forAgent("coding").streamingBody();

    private CompletionClient startServerForCodingTurn(String turn) throws IOException {
        return startServerForAgents("{\"coding\": [" + turn + "]}");
    }

    private static JsonObject choice(JsonObject chunk) {
        return chunk.getJsonArray("choices").getJsonObject(0);
    }

    @Test
    void streamsThinkingThenTextInChunks() throws Exception {
        CompletionClient client =
                startServerForCodingTurn("{\"thinking\": \"hm, well\", \"text\": \"it is 🙂 done\", \"chunk\": 7}");

        List<JsonObject> chunks = client.streamChunks(REQUEST);

        assertThat(choice(chunks.getFirst()).getJsonObject("delta").getString("role"))
                .isEqualTo("assistant");
        assertThat(RequestBuilder.joinDeltas(chunks, "reasoning_content")).isEqualTo("hm, well");
        assertThat(RequestBuilder.joinDeltas(chunks, "content")).isEqualTo("it is 🙂 done");
        assertThat(chunks).hasSize(1 + 2 + 2 + 1 + 1);
    }

    @Test
    void endsWithFinishReasonAndUsage() throws Exception {
        CompletionClient client = startServerForCodingTurn(
                "{\"text\": \"done\", \"usage\": {\"input\": 100, \"output\": 7, \"cached\": 60}}");

        List<JsonObject> chunks = client.streamChunks(REQUEST);

        assertThat(choice(chunks.get(chunks.size() - 2)).getString("finish_reason"))
                .isEqualTo("stop");
        assertThat(chunks.getLast().getJsonArray("choices")).isEmpty();
        assertThat(chunks.getLast().getJsonObject("usage").toString())
                .isEqualTo("{\"prompt_tokens\":100,\"completion_tokens\":7,\"total_tokens\":107,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":60}}");
    }

    @Test
    void estimatesTheUsageWhenTheScriptHasNone() throws Exception {
        JsonObject usage = startServerForCodingTurn("{\"text\": \"12345678\"}")
                .streamChunks(REQUEST)
                .getLast()
                .getJsonObject("usage");

        assertThat(usage.getInt("completion_tokens")).isEqualTo(2);
        assertThat(usage.getInt("prompt_tokens")).isEqualTo((REQUEST.length() + 3) / 4);
    }

    @Test
    void sendsUsageOnlyOnRequest() throws Exception {
        String body = REQUEST.replace("\"include_usage\":true", "\"include_usage\":false");

        assertThat(startServerForCodingTurn("{\"text\": \"x\"}").streamChunks(body))
                .noneMatch(c -> c.containsKey("usage"));
    }

    @Test
    void splitsTheArgumentsOfToolCalls() throws Exception {
        CompletionClient client = startServerForCodingTurn("""
                {"chunk": 8, "toolCalls": [{"name": "read_file", "arguments": {"path": "src/Größe.java", "limit": 5}},
                                           {"name": "git_diff"}]}""");

        List<JsonObject> calls = client.streamChunks(REQUEST).stream()
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
    void sendsInvalidJsonArgumentsUnchanged() throws Exception {
        CompletionClient client =
                startServerForCodingTurn("{\"toolCalls\": [{\"name\": \"git_diff\", \"arguments\": \"{broken\"}]}");

        assertThat(client.post(RequestBuilder.forAgent("coding").nonStreamingBody())
                        .body())
                .contains("\"arguments\":\"{broken\"");
    }

    @Test
    void prefixesEachChunkWithItsSendTime() throws Exception {
        CompletionClient client =
                startServerForCodingTurn("{\"text\": \"abcdef\", \"chunk\": 2, \"delayMs\": 20, \"stamp\": true}");
        Instant start = Instant.now();

        Matcher stamps =
                Pattern.compile("@(\\d+);").matcher(RequestBuilder.joinDeltas(client.streamChunks(REQUEST), "content"));

        long first = start.toEpochMilli() * 1000;
        for (int i = 0; i < 3; i++) {
            assertThat(stamps.find()).isTrue();
            // A late chunk does not delay the next one, so only the time since the first one is known.
            assertThat(Long.parseLong(stamps.group(1))).isGreaterThanOrEqualTo(first + i * 20_000);
        }
    }

    @Test
    void delaysTheFirstChunk() throws Exception {
        CompletionClient client = startServerForCodingTurn("{\"text\": \"x\", \"firstDelayMs\": 120}");
        long start = System.nanoTime();

        client.streamChunks(REQUEST);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(119));
    }

    @Test
    void failsTheScriptedNumberOfTimesThenResponds() throws Exception {
        CompletionClient client = startServerForCodingTurn(
                "{\"text\": \"x\", \"error\": {\"status\": 429, \"retryAfter\": 1, \"times\": 2}}");

        for (int i = 1; i <= 2; i++) {
            var refused = client.post(REQUEST);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isEqualTo(Optional.of("1"));
            assertThat(CompletionClient.errorMessage(refused)).isEqualTo("scripted error (" + i + " of 2)");
        }
        assertThat(RequestBuilder.joinDeltas(client.streamChunks(REQUEST), "content"))
                .isEqualTo("x");
        assertThat(log.toString()).isEmpty();
    }

    @Test
    void countsFailuresPerKeyAndRequest() throws Exception {
        CompletionClient client = startServerForCodingTurn("{\"text\": \"x\", \"error\": {\"status\": 503}}");

        assertThat(client.post(REQUEST).statusCode()).isEqualTo(503);
        assertThat(client.post(REQUEST).statusCode()).isEqualTo(200);
        assertThat(withKey(client, "other").post(REQUEST).statusCode()).isEqualTo(503);
        assertThat(client.post(RequestBuilder.forAgent("coding", "Request: more")
                                .streamingBody())
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void closesTheConnectionOnceAfterTheScriptedChunks() throws Exception {
        CompletionClient client = startServerForCodingTurn("{\"text\": \"one two three\", \"chunk\": 4, \"cut\": 2}");

        assertThatThrownBy(() -> client.post(REQUEST)).isInstanceOf(IOException.class);
        assertThat(RequestBuilder.joinDeltas(client.streamChunks(REQUEST), "content"))
                .isEqualTo("one two three");
    }

    @Test
    void closesTheConnectionBeforeTheFirstChunkOrBeforeTheEnd() throws Exception {
        CompletionClient client =
                startServerForCodingTurn("{\"text\": \"abc\", \"chunk\": 1, \"cut\": {\"after\": 0, \"times\": 2}}");
        CompletionClient late = startServerForCodingTurn("{\"text\": \"abc\", \"chunk\": 1, \"cut\": 3}");

        assertThatThrownBy(() -> client.post(REQUEST)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.post(REQUEST)).isInstanceOf(IOException.class);
        assertThat(client.streamChunks(REQUEST)).isNotEmpty();
        assertThatThrownBy(() -> late.post(REQUEST)).isInstanceOf(IOException.class);
    }
}
