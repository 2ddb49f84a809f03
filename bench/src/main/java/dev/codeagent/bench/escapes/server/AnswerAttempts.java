package dev.codeagent.bench.escapes.server;

import static dev.codeagent.bench.escapes.server.HostileHttpServer.STREAM_HEAD;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.providers.toolcalls.TextToolCalls;
import dev.codeagent.providers.toolcalls.ToolCalling;
import dev.codeagent.providers.toolcalls.TurnRequest;
import jakarta.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A model server answers so that the server exhausts its stack, makes countless calls or stores the key of the provider. */
final class AnswerAttempts {
    private static final String KEY = "sk-planted-0123456789";
    private static final int MAX_CALLS = 128;
    private static final String CALL = "{\"name\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}";
    private static final List<McpTool> TOOLS = List.of(new McpTool(
            "read_file",
            "reads",
            Json.createObjectBuilder()
                    .add("type", "object")
                    .add("properties", Json.createObjectBuilder().add("path", Json.createObjectBuilder()))
                    .build(),
            McpTool.Executor.SANDBOX));

    private AnswerAttempts() {}

    static List<ServerAttempt> all() {
        var all = new ArrayList<ServerAttempt>();
        all.add(ServerAttempt.of(
                "bounds/stack[retry-after]",
                "names so many times to wait that the pattern that reads them exhausts the stack",
                target -> nameManyTimes(),
                target -> matchManyTimes()));
        calls().forEach((name, text) -> all.add(ServerAttempt.of(
                "bounds/calls-in-text[" + name + "]",
                "writes more tool calls as text than an answer may have",
                target -> sendCalls(text),
                target -> tooMany(TextToolCalls.recover(text, TOOLS).calls().size()))));
        answersWithKey()
                .forEach((name, events) -> all.add(ServerAttempt.of(
                        "secrets/key-in-answer[" + name + "]",
                        "sends the key back as a part of an answer, which is stored and shown",
                        target -> answerWithKey(events, KEY),
                        target -> answerWithKey(events, "sk-of-somebody-else-0123"))));
        return all;
    }

    private static Optional<String> nameManyTimes() throws IOException {
        try (var server = HostileHttpServer.answering(
                "HTTP/1.1 429 Busy\r\n\r\n{\"error\":{\"message\":\"retry after " + "1s".repeat(2_500) + "\"}}")) {
            var providers = new ProviderFixture(Map.of());
            providers.put(ProviderFixture.configuration("mine", server.url()), KEY);
            String result =
                    providers.test("mine") + ProviderFixture.requestTurn(server.url(), KEY, new StringBuilder());
            return result.contains("StackOverflow") ? Optional.of(result) : Optional.empty();
        } catch (StackOverflowError e) {
            return Optional.of("the stack is exhausted");
        }
    }

    /** With a repeated group, each repetition of which needs a part of the stack. */
    private static Optional<String> matchManyTimes() {
        try {
            Pattern.compile("(?:\\d+(?:s|m)[\\s,]*)+")
                    .matcher("1s".repeat(200_000))
                    .matches();
            return Optional.empty();
        } catch (StackOverflowError e) {
            return Optional.of("the stack is exhausted");
        }
    }

    private static Map<String, String> calls() {
        return Map.of(
                "marked", ("<tool_call>" + CALL + "</tool_call>\n").repeat(3_000),
                "lines", (CALL + "\n").repeat(3_000),
                "fences", ("```json\n" + CALL + "\n```\n").repeat(3_000),
                "array", "[" + (CALL + ",").repeat(2_999) + CALL + "]");
    }

    private static Optional<String> tooMany(int count) {
        return count > MAX_CALLS ? Optional.of(count + " calls") : Optional.empty();
    }

    private static Optional<String> sendCalls(String text) {
        var request = McpMessage.of(
                new SystemInstructions(""), SegmentedContext.task(List.of(new ChatMessage.User("read"))), TOOLS);
        var context = new ProviderContext(
                "m-1",
                ModelTraits.UNKNOWN,
                GenerationParameters.DEFAULT,
                true,
                new SilentListener(),
                new CancellationToken());
        try {
            McpResponse response = new ToolCalling()
                    .send(new FixedAnswer(text), ModelRef.parse("mine/m-1"), TurnRequest.of(request), context);
            return tooMany(response.toolCalls().size());
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    private record FixedAnswer(String text) implements ToolCalling.Sender {
        @Override
        public ProviderCapabilities capabilities() {
            return new ProviderCapabilities(true, true, false, false, true, false, false, false);
        }

        @Override
        public McpResponse sendMessage(McpMessage message, ProviderContext context) {
            return new McpResponse(
                    "m-1", "", text, List.of(), Usage.NONE, McpResponse.StopReason.STOP, ProviderReplay.NONE);
        }
    }

    private static final class SilentListener implements TurnListener {
        @Override
        public void onDelta(String kind, String text) {}

        @Override
        public void onRestart(String reason) {}

        @Override
        public void onNotice(String code, String text) {}
    }

    /** The deltas of answers, each of which contains the key. */
    private static Map<String, List<String>> answersWithKey() {
        var all = new LinkedHashMap<String, List<String>>();
        String call =
                "\"tool_calls\":[{\"index\":0,\"id\":\"%s\",\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}]";
        all.put("text", List.of("\"content\":\"it is " + KEY + "\""));
        all.put("thinking", List.of("\"content\":\"x\",\"reasoning\":\"it is " + KEY + "\""));
        all.put(
                "cut",
                List.of(
                        "\"content\":\"it is " + KEY.substring(0, 9) + "\"",
                        "\"content\":\"" + KEY.substring(9) + "\""));
        all.put("id", List.of(call.formatted(KEY, "f", "{}")));
        all.put("name", List.of(call.formatted("1", KEY, "{}")));
        all.put("arguments", List.of(call.formatted("1", "f", "{\\\"a\\\":\\\"" + KEY + "\\\"}")));
        return all;
    }

    private static Optional<String> answerWithKey(List<String> deltas, String keyOfProvider) throws IOException {
        var stream = new StringBuilder(STREAM_HEAD);
        deltas.forEach(delta ->
                stream.append("data: {\"choices\":[{\"delta\":{").append(delta).append("}}]}\n\n"));
        try (var server = HostileHttpServer.answering(stream + "data: [DONE]\n\n")) {
            var received = new StringBuilder();
            String answer = ProviderFixture.requestTurn(server.url(), keyOfProvider, received);
            return (answer + " " + received).contains(KEY) ? Optional.of("the key is shown") : Optional.empty();
        }
    }
}
