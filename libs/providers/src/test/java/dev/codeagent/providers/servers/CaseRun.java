package dev.codeagent.providers.servers;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderService.ProviderTestResult;
import dev.codeagent.api.security.Caller;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.InMemoryCredentialStore;
import dev.codeagent.providers.InMemoryProviderStore;
import dev.codeagent.providers.ModelPreferences;
import dev.codeagent.providers.ModelSelector;
import dev.codeagent.providers.ProviderConfigurator;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.ProviderTester;
import dev.codeagent.providers.ProviderWires;
import dev.codeagent.providers.RetryPolicy;
import dev.codeagent.providers.TestRequests;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.catalog.ModelCatalog;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.providers.toolcalls.ToolArguments;
import dev.codeagent.providers.toolcalls.TurnRequest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a case as the server would: with retries, learned refusals and recovered calls. */
final class CaseRun {
    static final String KEY = "sk-good";
    private static final int MAX_TURNS = 5;
    private static final ModelCatalog CATALOG = ModelCatalogFiles.shipped();
    private static final ProviderId MINE = new ProviderId("mine");
    private static final ProviderHttpClient HTTP = new ProviderHttpClient(
            () -> HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
            new EnvironmentProxySelector(Map.of(), Optional.empty()));

    private final ServerCase tested;
    private final CaseListener listener = new CaseListener();
    private final ProviderConfiguration configuration;
    private final ConfiguredProviders registry;
    private final ModelSelector models = new ModelSelector(() -> CATALOG, ModelProbes.withDefaults());

    CaseRun(ServerCase tested, String origin) {
        this.tested = tested;
        JsonObject fields = tested.fields();
        var timeout = Duration.ofMillis(fields.getInt("timeout", 20_000));
        configuration = new ProviderConfiguration(
                MINE,
                tested.wire(),
                URI.create(origin + tested.url()),
                fields.getString("model", "m-1"),
                List.of(),
                timeout,
                timeout);
        var store = new InMemoryProviderStore();
        store.put(configuration);
        var keys = new InMemoryCredentialStore();
        keys.put(MINE, new Secret(fields.getString("key", KEY)));
        registry = new ConfiguredProviders(
                ProviderPresets.load(), List.of(), store, keys, Map.of(), ProviderWires.factories(HTTP));
    }

    /** The result of the case. */
    record Outcome(
            Optional<McpResponse> response,
            Optional<AgentException> failure,
            Optional<ProviderTestResult> test,
            List<String> models,
            CaseListener listener,
            Duration taken) {}

    Outcome run() {
        long start = System.nanoTime();
        Optional<McpResponse> response = Optional.empty();
        Optional<AgentException> failure = Optional.empty();
        Optional<ProviderTestResult> test = Optional.empty();
        List<String> listed = List.of();
        try {
            switch (tested.action()) {
                case "turn" -> response = Optional.of(turn(List.of(new ChatMessage.User("hello"))));
                case "chat" -> response = Optional.of(chat());
                case "test" -> test = Optional.of(test());
                case "list" ->
                    listed = registry.connect(configuration).installedModels().stream()
                            .map(Model::id)
                            .toList();
                default -> throw new IllegalArgumentException(tested.action());
            }
        } catch (AgentException e) {
            failure = Optional.of(e);
        }
        return new Outcome(response, failure, test, listed, listener, Duration.ofNanos(System.nanoTime() - start));
    }

    private ProviderTestResult test() {
        var presets = ProviderPresets.load();
        var store = new InMemoryProviderStore();
        store.put(configuration);
        return new ProviderConfigurator(
                        registry, presets, store, new InMemoryCredentialStore(), new ProviderTester(registry, models))
                .test(Caller.LOCAL, MINE);
    }

    private McpResponse turn(List<ChatMessage> messages) {
        return new ProviderRouter(registry, new RetryPolicy(3, Duration.ofMillis(1)), models, Optional.empty())
                .stream(
                                new ModelPreferences(
                                        List.of(ModelRef.parse("mine")),
                                        List.of(),
                                        GenerationParameters.DEFAULT,
                                        List.of()),
                                TurnRequest.of(TestRequests.message(messages, tool("read_file"), tool("write_file"))),
                                CallLedger.NONE,
                                listener,
                                new CancellationToken())
                        .response();
    }

    private static McpTool tool(String name) {
        return new McpTool(
                name,
                "Works with a file.",
                Json.createObjectBuilder()
                        .add("type", "object")
                        .add(
                                "properties",
                                Json.createObjectBuilder()
                                        .add("path", Json.createObjectBuilder().add("type", "string"))
                                        .add(
                                                "content",
                                                Json.createObjectBuilder().add("type", "string")))
                        .add("required", Json.createArrayBuilder().add("path"))
                        .build(),
                McpTool.Executor.SANDBOX);
    }

    /** Answers each call with a result that names it, or with what is wrong with its arguments. */
    private McpResponse chat() {
        var messages = new ArrayList<ChatMessage>(List.of(new ChatMessage.User("hello")));
        for (int turn = 1; ; turn++) {
            McpResponse response = turn(messages);
            if (response.toolCalls().isEmpty() || turn == MAX_TURNS) {
                return response;
            }
            var calls = new ArrayList<ToolCallRequest>();
            var results = new ArrayList<ChatMessage>();
            for (ToolCallRequest call : response.toolCalls()) {
                String id = call.id().isEmpty() ? "step-t" + turn + "-c" + (calls.size() + 1) : call.id();
                ToolArguments arguments = ToolArguments.read(call.arguments());
                calls.add(new ToolCallRequest(id, call.name(), arguments.json()));
                results.add(new ChatMessage.Tool(
                        id,
                        call.name(),
                        arguments.isBroken() ? arguments.problem() : "the result of " + arguments.json(),
                        arguments.isBroken()));
            }
            messages.add(new ChatMessage.Assistant(response.thinking(), response.text(), calls, response.replay()));
            messages.addAll(results);
        }
    }
}
