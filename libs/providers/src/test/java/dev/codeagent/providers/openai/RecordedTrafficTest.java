package dev.codeagent.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.providers.http.ResponseLimits;
import dev.codeagent.providers.http.SecretRedactor;
import dev.codeagent.providers.http.SseParser;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Compares responses of real servers, complete and split at random bytes, with an independent reading of the body. */
@Execution(ExecutionMode.CONCURRENT)
class RecordedTrafficTest {
    private static final String RECORDINGS = "shared/wire/llm-wire.jsonl.gz";

    /** A turn as the reference reading returns it. */
    private record ExpectedResponse(String text, List<String> calls, long input, long output) {
        boolean hasContent() {
            return !text.isBlank() || !calls.isEmpty();
        }
    }

    @Test
    void readsRecordedResponsesLikeTheReferenceReading() throws IOException {
        Path file = recordings();
        assumeTrue(Files.exists(file), "no recorded traffic next to the project");
        var random = new Random(42);
        var mismatches = new ArrayList<String>();
        int read = 0;
        for (JsonObject exchange : exchanges(file)) {
            List<String> events = events(exchange);
            read++;
            if (events.stream().anyMatch(RecordedTrafficTest::isError)) {
                assertThatThrownBy(() -> assemble(exchange, events, random))
                        .as(exchange.getString("id"))
                        .isInstanceOf(AgentException.class);
                continue;
            }
            ExpectedResponse expected = readReference(events, isStreamed(exchange));
            String actual = read(exchange, events, random);
            if (!expected.hasContent()) {
                assertThatThrownBy(() -> assemble(exchange, events, random))
                        .as(exchange.getString("id"))
                        .isInstanceOfSatisfying(
                                AgentException.class,
                                e -> assertThat(e.code())
                                        .isIn(ErrorCode.PROVIDER_EMPTY_ANSWER, ErrorCode.CONTENT_FILTERED));
            } else if (!actual.equals(expected.toString())) {
                mismatches.add(exchange.getString("id") + "\n  expected " + expected + "\n  actual   " + actual);
            }
        }
        assertThat(mismatches).isEmpty();
        assertThat(read).as("exchanges").isGreaterThan(300);
    }

    /** Whether the server sent an error in the middle of an answer that started normally. */
    private static boolean isError(String event) {
        return !event.equals("[DONE]") && json(event).get("error") instanceof JsonObject;
    }

    private static Path recordings() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve(RECORDINGS))) {
            folder = folder.getParent();
        }
        return folder == null ? Path.of("absent") : folder.resolve(RECORDINGS);
    }

    private static List<JsonObject> exchanges(Path file) throws IOException {
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return in.lines()
                    .map(RecordedTrafficTest::json)
                    .filter(e -> e.getString("url").contains("chat/completions"))
                    .filter(e -> e.getInt("status") == 200)
                    .filter(e -> !events(e).isEmpty())
                    .toList();
        }
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static boolean isStreamed(JsonObject exchange) {
        return exchange.getString("content_type", "").contains("event-stream")
                || exchange.getString("framing").equals("payload-lines")
                || exchange.getString("response").startsWith("data:");
    }

    /** The data of each event; a single item for a response that was not streamed. */
    private static List<String> events(JsonObject exchange) {
        String body = exchange.getString("response").replace("\r\n", "\n");
        if (!isStreamed(exchange)) {
            return body.strip().startsWith("{") ? List.of(body) : List.of();
        }
        Stream<String> lines = exchange.getString("framing").equals("payload-lines")
                ? body.lines()
                : body.lines()
                        .filter(l -> l.startsWith("data:"))
                        .map(l -> l.substring(5).strip());
        return lines.map(String::strip).filter(l -> !l.isEmpty()).toList();
    }

    private static McpResponse assemble(JsonObject exchange, List<String> events, Random random) {
        var reader = new ChatResponseReader(
                new ResponseBuilder(new NoOpListener(), ResponseLimits.DEFAULT, new SecretRedactor(Optional.empty())),
                new SecretRedactor(Optional.empty()),
                "mine",
                "m-1");
        if (!isStreamed(exchange)) {
            reader.acceptBody(events.getFirst());
            return reader.end();
        }
        byte[] bytes = ("data: " + String.join("\n\ndata: ", events) + "\n\n").getBytes(StandardCharsets.UTF_8);
        var stream = new SseParser(ResponseLimits.DEFAULT.eventBytes(), reader::acceptEvent);
        for (int offset = 0; offset < bytes.length; ) {
            int length = Math.min(1 + random.nextInt(40), bytes.length - offset);
            stream.accept(ByteBuffer.wrap(bytes, offset, length));
            offset += length;
        }
        stream.end();
        return reader.end();
    }

    private static String read(JsonObject exchange, List<String> events, Random random) {
        try {
            return toExpected(assemble(exchange, events, random)).toString();
        } catch (AgentException e) {
            return e.getMessage();
        }
    }

    private static ExpectedResponse toExpected(McpResponse turn) {
        List<String> calls = turn.toolCalls().stream()
                .map(c -> c.name() + " " + c.arguments())
                .toList();
        return new ExpectedResponse(
                turn.text(), calls, turn.usage().inputTokens(), turn.usage().outputTokens());
    }

    private static ExpectedResponse readReference(List<String> events, boolean streamed) {
        var text = new StringBuilder();
        Map<Integer, List<StringBuilder>> calls = new TreeMap<>();
        long[] usage = {0, 0};
        for (String event : events) {
            if (event.equals("[DONE]")) {
                continue;
            }
            JsonObject chunk = json(event);
            if (chunk.get("usage") instanceof JsonObject u && u.containsKey("prompt_tokens")) {
                usage[0] = u.getJsonNumber("prompt_tokens").longValue();
                usage[1] = u.containsKey("completion_tokens")
                        ? u.getJsonNumber("completion_tokens").longValue()
                        : 0;
            }
            if (chunk.get("choices") instanceof JsonArray choices && !choices.isEmpty()) {
                JsonObject choice = choices.getJsonObject(0);
                JsonValue message =
                        choice.containsKey("delta") && streamed ? choice.get("delta") : choice.get("message");
                if (message instanceof JsonObject m) {
                    text.append(content(m.get("content"))).append(string(m, "refusal"));
                    calls(m, calls);
                }
            }
        }
        List<String> done = new ArrayList<>();
        calls.values().forEach(c -> done.add(c.get(0) + " " + (c.get(1).isEmpty() ? "{}" : c.get(1))));
        return new ExpectedResponse(withoutThinking(text.toString()), done, usage[0], usage[1]);
    }

    private static void calls(JsonObject message, Map<Integer, List<StringBuilder>> calls) {
        if (message.get("function_call") instanceof JsonObject function) {
            List<StringBuilder> parts =
                    calls.computeIfAbsent(0, k -> List.of(new StringBuilder(), new StringBuilder()));
            parts.get(0).append(string(function, "name"));
            parts.get(1).append(string(function, "arguments"));
        }
        if (!(message.get("tool_calls") instanceof JsonArray array)) {
            return;
        }
        for (int i = 0; i < array.size(); i++) {
            JsonObject call = array.getJsonObject(i);
            int index = call.containsKey("index") ? call.getInt("index") : i;
            List<StringBuilder> parts =
                    calls.computeIfAbsent(index, k -> List.of(new StringBuilder(), new StringBuilder()));
            if (call.get("function") instanceof JsonObject function) {
                parts.get(0).append(string(function, "name"));
                parts.get(1).append(string(function, "arguments"));
            }
        }
    }

    /** Thinking that the model marks at the beginning of its answer is not part of it. */
    private static String withoutThinking(String text) {
        return text.strip().startsWith("<think>") && text.contains("</think>")
                ? text.substring(text.indexOf("</think>") + "</think>".length()).stripLeading()
                : text;
    }

    /** A string, or the joined parts of type text. */
    private static String content(JsonValue content) {
        if (content instanceof JsonArray parts) {
            return parts.getValuesAs(JsonObject.class).stream()
                    .filter(p -> string(p, "type").equals("text"))
                    .map(p -> string(p, "text"))
                    .collect(Collectors.joining());
        }
        return content instanceof JsonString s ? s.getString() : "";
    }

    private static String string(JsonObject object, String field) {
        return object.get(field) instanceof JsonString s ? s.getString() : "";
    }

    /** A listener that ignores everything. */
    private static final class NoOpListener implements TurnListener {
        @Override
        public void onDelta(String kind, String text) {}

        @Override
        public void onRestart(String reason) {}

        @Override
        public void onNotice(String code, String text) {}
    }
}
