package dev.codeagent.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Image;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every provider sends: the conversation in the form of its wire, parameters, and the key in its header alone. */
public abstract class RequestContract {
    protected static final String KEY = "sk-very-secret";
    static final Image IMAGE = new Image("image/png", "iVBORw0KGgo=");
    private static final ProviderHttpClient HTTP = new ProviderHttpClient(
            () -> HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
            new EnvironmentProxySelector(Map.of(), Optional.empty()));

    protected abstract LlmProvider create(ProviderSetup setup);

    protected abstract WireDialect dialect();

    static McpMessage message(List<ChatMessage> messages, McpTool... tools) {
        return McpMessage.of(new SystemInstructions("agent: coding"), SegmentedContext.task(messages), List.of(tools));
    }

    static McpMessage hello() {
        return message(List.of(new ChatMessage.User("hello")), tool("read_file"), tool("git_log"));
    }

    static McpTool tool(String name) {
        JsonObject schema = Json.createObjectBuilder()
                .add("type", "object")
                .add(
                        "properties",
                        Json.createObjectBuilder()
                                .add("path", Json.createObjectBuilder().add("type", "string")))
                .build();
        return new McpTool(name, "Does " + name, schema, McpTool.Executor.SANDBOX);
    }

    protected final ProviderConfiguration configuration(WireServer server) {
        return configuration(server.url(dialect().basePath()));
    }

    private static ProviderConfiguration configuration(URI url) {
        return new ProviderConfiguration(
                new ProviderId("mine"), "any", url, "m-1", List.of(), Duration.ofSeconds(20), Duration.ofSeconds(20));
    }

    protected final LlmProvider newProvider(WireServer server) {
        return create(new ProviderSetup(HTTP, configuration(server), Optional.of(new Secret(KEY))));
    }

    final LlmProvider newProviderWithoutServer() {
        URI nowhere = URI.create("http://127.0.0.1:9" + dialect().basePath());
        return create(new ProviderSetup(HTTP, configuration(nowhere), Optional.of(new Secret(KEY))));
    }

    final void assumeThinking() {
        assumeTrue(newProviderWithoutServer().capabilities().thinking(), "the API has no thinking");
    }

    static ProviderContext context(boolean streamed, RecordingListener listener, CancellationToken cancellation) {
        return new ProviderContext(
                "m-1", ModelTraits.UNKNOWN, GenerationParameters.DEFAULT, streamed, listener, cancellation);
    }

    /** The request as the server received it. */
    protected final WireServer.Request send(McpMessage message, GenerationParameters parameters) throws IOException {
        return send(message, "m-1", parameters);
    }

    private WireServer.Request send(McpMessage message, String model, GenerationParameters parameters)
            throws IOException {
        WireReply reply = dialect().stream(ScriptedTurn.ofText("ok"));
        try (var server = WireServer.answering(reply)) {
            newProvider(server)
                    .sendMessage(
                            message,
                            new ProviderContext(
                                    model,
                                    ModelTraits.UNKNOWN,
                                    parameters,
                                    true,
                                    new RecordingListener(),
                                    new CancellationToken()));
            return server.requests().getFirst();
        }
    }

    protected final JsonObject sentBody(List<ChatMessage> messages) throws IOException {
        return json(send(message(messages, tool("read_file"), tool("git_log")), GenerationParameters.DEFAULT)
                .body());
    }

    static JsonObject json(String body) {
        return BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE);
    }

    @Test
    void sendsTheKeyInItsHeaderAlone() throws IOException {
        WireServer.Request request = send(hello(), GenerationParameters.DEFAULT);

        assertThat(request.head()).contains(dialect().keyHeader(KEY));
        assertThat(request.head().replace(dialect().keyHeader(KEY), "")).doesNotContain(KEY);
        assertThat(request.target()).startsWith(dialect().basePath() + "/").doesNotContain(KEY);
        assertThat(request.body()).doesNotContain(KEY);
        assertThat(newProviderWithoutServer().toString()).doesNotContain(KEY);
    }

    private static List<ChatMessage> history() {
        return List.of(
                new ChatMessage.User("fix it"),
                new ChatMessage.Assistant(
                        "thoughts of another model",
                        "I read both.",
                        List.of(
                                new ToolCallRequest("toolu_01/ä", "read_file", "{\"path\":\"a\"}"),
                                new ToolCallRequest("call_2", "git_log", ""))),
                new ChatMessage.Tool("toolu_01/ä", "read_file", "content of a", false),
                new ChatMessage.Tool("call_2", "git_log", "", true),
                new ChatMessage.Assistant("", "", List.of(new ToolCallRequest("call_3", "read_file", "{\"path\":"))),
                new ChatMessage.Tool("call_3", "read_file", "the arguments are not JSON", true),
                new ChatMessage.Assistant("", "Done.", List.of()),
                new ChatMessage.User("now the next"));
    }

    @Test
    void sendsTheConversationInTheFormOfTheWire() throws IOException {
        List<String> sent = dialect().conversation(sentBody(history()));

        assertThat(sent.stream().filter(line -> !line.startsWith("tool ")).toList())
                .hasSize(11)
                .startsWith(
                        "system agent: coding",
                        "user fix it",
                        "assistant I read both.",
                        "call #1 read_file {\"path\":\"a\"}",
                        "call #2 git_log {}",
                        "result #1 content of a")
                .endsWith("assistant Done.", "user now the next");
        assertThat(sent).contains("tool read_file", "tool git_log");
        assertThat(sent.stream().filter(line -> line.startsWith("result #2 ")).toList())
                .hasSize(1)
                .allSatisfy(line ->
                        assertThat(line.substring("result #2 ".length())).isNotBlank());
        assertThat(sent).anyMatch(line -> line.startsWith("call #3 read_file "));
        assertThat(sent).anyMatch(line -> line.startsWith("result #3 ") && line.contains("the arguments are not JSON"));
        assertThat(String.join("\n", sent)).doesNotContain("thoughts of another model");
    }

    @Test
    void sendsMalformedArgumentsInAFormThatTheWireAccepts() throws IOException {
        for (String malformed : List.of("{\"path\":", "not JSON", "[1]", "\"x\"", "null", "{\"a\":1}{\"b\":2}", "  ")) {
            JsonObject request = sentBody(List.of(
                    new ChatMessage.User("x"),
                    new ChatMessage.Assistant("", "", List.of(new ToolCallRequest("c1", "read_file", malformed))),
                    new ChatMessage.Tool("c1", "read_file", "the arguments are not JSON", true)));

            String call = dialect().conversation(request).stream()
                    .filter(line -> line.startsWith("call #1 read_file "))
                    .findFirst()
                    .orElseThrow();
            assertThat(json(call.substring("call #1 read_file ".length()))).isNotNull();
        }
    }

    @Test
    void sendsAnEmptyTextAsNoEmptyBlock() throws IOException {
        JsonObject request = sentBody(List.of(
                new ChatMessage.User("x"),
                new ChatMessage.Assistant("", "", List.of()),
                new ChatMessage.User(""),
                new ChatMessage.User("y")));

        assertThat(dialect().conversation(request)).contains("user x", "user y");
    }

    @Test
    void sendsImages() throws IOException {
        assumeTrue(newProviderWithoutServer().capabilities().images(), "the API has no images");
        JsonObject request = sentBody(List.of(new ChatMessage.User("what is this?", List.of(IMAGE))));

        assertThat(dialect().conversation(request)).contains("user what is this?", "image image/png " + IMAGE.base64());
    }

    @Test
    void sendsTheLimitAndTheSchemaOfTheAnswer() throws IOException {
        JsonObject schema = tool("x").parameters();
        WireServer.Request request = send(
                message(List.of(new ChatMessage.User("x"))),
                GenerationParameters.DEFAULT.withMaxOutputTokens(123).withResponseSchema(schema));

        assertThat(dialect().maxOutputTokens(json(request.body()))).isEqualTo(123);
        if (newProviderWithoutServer().capabilities().structuredOutput()) {
            assertThat(dialect().responseSchema(json(request.body()))).isEqualTo(schema);
        }
    }

    @Test
    void sendsTheSameBytesForTheSameConversation() throws IOException {
        McpMessage request = message(history(), tool("read_file"), tool("git_log"));

        assertThat(send(request, GenerationParameters.DEFAULT).body())
                .isEqualTo(send(request, GenerationParameters.DEFAULT).body());
    }

    /** The first answer of a model, and the next request with it and with results of its calls. */
    private List<ChatMessage> roundTrip(ScriptedTurn turn, boolean streamed) throws IOException {
        WireReply reply = streamed ? dialect().stream(turn) : dialect().whole(turn);
        try (var server = WireServer.answering(reply)) {
            McpResponse answer = newProvider(server)
                    .sendMessage(hello(), context(streamed, new RecordingListener(), new CancellationToken()));
            List<ChatMessage> messages = new ArrayList<>(List.of(new ChatMessage.User("hello")));
            messages.add(answer.toMessage());
            answer.toolCalls().forEach(c -> messages.add(new ChatMessage.Tool(c.id(), c.name(), "done", false)));
            return messages;
        }
    }

    @Test
    void sendsBackWhatBelongsToTheThinking() throws IOException {
        assumeTrue(dialect().hasSignatures(), "thinking has no signature");
        ScriptedTurn turn = ScriptedTurn.ofCalls(
                        new ToolCallRequest("call_a01", "read_file", "{\"path\":\"a\"}"),
                        new ToolCallRequest("call_b02", "git_log", "{}"))
                .withThinking("Let me see", "c2lnbmF0dXJl");
        for (boolean streamed : List.of(true, false)) {
            List<ChatMessage> messages = roundTrip(turn, streamed);
            String same = sentBody(messages).toString();
            String otherModel =
                    send(message(messages), "m-2", GenerationParameters.DEFAULT).body();

            assertThat(same).contains("c2lnbmF0dXJl");
            assertThat(dialect().conversation(json(same)))
                    .contains("call #1 read_file {\"path\":\"a\"}", "call #2 git_log {}", "result #1 done");
            assertThat(otherModel).doesNotContain("c2lnbmF0dXJl");
            assertThat(dialect().conversation(json(otherModel)))
                    .contains("call #1 read_file {\"path\":\"a\"}", "call #2 git_log {}", "result #1 done");
        }
    }

    @Test
    void sendsNothingBackThatBelongsToAnotherProvider() throws IOException {
        var replay = new ProviderReplay("other", "m-1", "{\"blocks\":[{\"type\":\"c2lnbmF0dXJl\"}]}");
        String request = sentBody(List.of(
                        new ChatMessage.User("x"),
                        new ChatMessage.Assistant("hm", "text", List.of(), replay),
                        new ChatMessage.User("y")))
                .toString();

        assertThat(request).doesNotContain("c2lnbmF0dXJl");
    }

    @Test
    void ignoresAReplayThatItCannotRead() throws IOException {
        for (String broken : List.of("{}", "{\"blocks\":1}", "{\"items\":{}}", "{\"parts\":null}", "[", "1")) {
            JsonObject request = sentBody(List.of(
                    new ChatMessage.User("x"),
                    new ChatMessage.Assistant("", "text", List.of(), new ProviderReplay("mine", "m-1", broken)),
                    new ChatMessage.User("y")));

            assertThat(dialect().conversation(request)).contains("assistant text", "user y");
        }
    }
}
