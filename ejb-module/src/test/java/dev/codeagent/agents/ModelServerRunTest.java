package dev.codeagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.ModelSelector;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.RetryPolicy;
import dev.codeagent.providers.accounting.TurnLedgers;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole steps of an agent with model servers that behave as has been reported. */
class ModelServerRunTest {
    private static final RunId RUN = new RunId("run-1");
    private static final int WINDOW_CHARS = 50_000;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final List<ToolCall> executed = new ArrayList<>();
    private final List<JsonObject> requests = new ArrayList<>();
    private HttpServer http;
    private Function<JsonObject, Answer> answers = request -> text("unexpected");

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        hub.open(
                RUN,
                new RunEvent.Created(
                        "p-1",
                        "s-1",
                        "local",
                        "/code",
                        List.of(),
                        "x",
                        List.of(AgentName.CODING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/v1/chat/completions", this::answer);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try (var reader = Json.createReader(new StringReader(body))) {
            requests.add(reader.readObject());
        }
        Answer answer = answers.apply(requests.getLast());
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Answer text(String text) {
        return message("{\"content\":\"" + text + "\"}", "stop");
    }

    private static Answer calls(String finishReason, String... calls) {
        return message("{\"content\":null,\"tool_calls\":[" + String.join(",", calls) + "]}", finishReason);
    }

    private static Answer message(String message, String finishReason) {
        return new Answer(
                200,
                "{\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":\"" + finishReason + "\"}]}");
    }

    private static String call(String id, String tool, String arguments) {
        return Json.createObjectBuilder()
                .add("id", id)
                .add("type", "function")
                .add("function", Json.createObjectBuilder().add("name", tool).add("arguments", arguments))
                .build()
                .toString();
    }

    private String run() {
        var configuration = new ProviderConfiguration(
                new ProviderId("mine"),
                "openai",
                URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/v1"),
                "m-1",
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
        var client = new ProviderHttpClient(
                HttpClient::newHttpClient, new EnvironmentProxySelector(Map.of(), Optional.empty()));
        var registry = new ConfiguredProviders(
                ProviderPresets.load(Map.of()),
                List.of(configuration),
                new ScriptedProvider.EmptyProviderStore(),
                new ScriptedProvider.EmptyCredentialStore(),
                Map.of(),
                Map.of("openai", (c, key) -> new OpenAiChatProvider(new ProviderSetup(client, c, key))));
        var router = new ProviderRouter(
                registry,
                new RetryPolicy(3, Duration.ofMillis(1)),
                new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults()),
                Optional.empty());
        var agent = new AgentConfiguration(AgentName.CODING, List.of(ModelRef.parse("mine")), 20, "");
        var task = new AgentTask(
                "coding",
                agent,
                "Request: x",
                agent.models(),
                new ToolRegistry().forAgent(AgentName.CODING),
                1,
                List.of(),
                false);
        var tools = new ToolCallExecutor(() -> new FakeSandbox(this::execute), ServerTools.NONE, c -> Optional.empty());
        return new AgentLoop(router, List.of(), tools, new ContextWindow(1_000_000), TurnLedgers.NONE)
                .run(task, new RunEventPublisher(hub, RUN), new CancellationToken());
    }

    private ToolResult execute(ToolCall call) {
        executed.add(call);
        return new ToolResult(ToolResult.Outcome.OK, "r".repeat(20_000), JsonObject.EMPTY_JSON_OBJECT);
    }

    private int turn() {
        return requests.size();
    }

    private List<String> notices() {
        return journal.eventsOf(RUN).stream()
                .filter(RunEvent.Notice.class::isInstance)
                .map(e -> ((RunEvent.Notice) e).code())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'error':{'message':'This model`s maximum context length is 16384 tokens.','code':'context_length_exceeded'}}",
                "400 | {'error':{'message':'request (20000 tokens) exceeds the available context size (16384 tokens)'}}",
                "500 | {'error':{'code':500,'message':'Context size has been exceeded.','type':'server_error'}}",
                "413 | Request Entity Too Large",
                "200 | {'error':{'code':400,'message':'the request exceeds the available context size.'}}"
            })
    void leavesTheOldestResultsOutOnceAndSaysSo(int status, String error) {
        answers = request -> {
            if (request.getJsonArray("messages").toString().length() > WINDOW_CHARS) {
                return new Answer(status, error.replace('\'', '"'));
            }
            long results = request.getJsonArray("messages").stream()
                    .filter(m -> m.asJsonObject().getString("role").equals("tool"))
                    .count();
            return results < 3
                    ? calls("tool_calls", call("c" + results, "read_file", "{\"path\":\"big" + results + ".txt\"}"))
                    : text("read all three");
        };

        assertThat(run()).isEqualTo("read all three");
        assertThat(executed).hasSize(3);
        assertThat(notices()).contains("context.reduced");
    }

    @Test
    void executesBothCallsOfOneAnswerWithTheSameId() {
        answers = request -> turn() == 1
                ? calls(
                        "tool_calls",
                        call("same", "write_file", "{\"path\":\"hello.py\",\"content\":\"1\"}"),
                        call("same", "write_file", "{\"path\":\"world.py\",\"content\":\"2\"}"))
                : text("Both files are written.");

        assertThat(run()).isEqualTo("Both files are written.");
        assertThat(executed).extracting(c -> c.arguments().getString("path")).containsExactly("hello.py", "world.py");
    }

    @Test
    void repairsACallThatAServerCouldNotReadAgain() {
        answers = request -> {
            if (request.toString().contains("\"arguments\":\"{\\\"path\\\": \\\"greeting.txt\"")) {
                return new Answer(
                        400, "{\"error\":{\"message\":\"Unterminated string\",\"type\":\"BadRequestError\"}}");
            }
            return switch (turn()) {
                case 1 -> calls("tool_calls", call("c1", "read_file", "{\"path\": \"greeting.txt"));
                case 2 -> calls("tool_calls", call("c2", "read_file", "{\"path\": \"greeting.txt\"}"));
                default -> text("Seen.");
            };
        };

        assertThat(run()).isEqualTo("Seen.");
        assertThat(executed).hasSize(1);
        assertThat(requests.getLast().toString()).contains("the text ends too early", "\"tool_call_id\":\"c2\"");
    }

    @Test
    void endsAfterAFewCallsThatTheLimitCutAndTellsTheModel() {
        answers = request -> calls(
                "length",
                call("c" + turn(), "write_file", "{\"path\": \"a.txt\", \"content\": \"" + "x".repeat(2_000 + turn())));

        assertThatThrownBy(this::run).hasMessageContaining("limit of tokens");
        assertThat(requests).hasSizeLessThanOrEqualTo(4);
        assertThat(requests.getLast().toString()).contains("reached the limit of tokens");
        assertThat(executed).isEmpty();
    }

    @Test
    void failsWhenEveryAnswerIsCutInAWord() {
        answers = request -> message("{\"content\":\"1. Open the file. 2. Change the gree\"}", "length");

        assertThatThrownBy(this::run).hasMessageContaining("the limit of tokens cut the model's answer");
        assertThat(requests).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void failsWithTheWordsOfTheServerIfNoAnswerIsProper() {
        answers = request -> message(
                "{\"content\":\"Half\"},\"error\":{\"code\":502,\"message\":\"Provider returned error\"}", "error");

        assertThatThrownBy(this::run).hasMessageContaining("Provider returned error");
        assertThat(requests).hasSize(3);
    }
}
