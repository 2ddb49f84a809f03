package dev.codeagent.providers.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.telemetry.ModelCallObserver;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.InMemoryCredentialStore;
import dev.codeagent.providers.InMemoryProviderStore;
import dev.codeagent.providers.ModelPreferences;
import dev.codeagent.providers.ModelSelector;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.RetryPolicy;
import dev.codeagent.providers.TestRequests;
import dev.codeagent.providers.cache.AnswerFiles;
import dev.codeagent.providers.cache.ResponseCache;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.contract.RecordingListener;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.providers.toolcalls.TurnRequest;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The response cache behind the router: what it answers, to whom, and what that costs. */
class CachedAnswersTest {
    private static final String TURN = """
        {"choices": [{"message": {"reasoning_content": "hm", "content": "I read.", "tool_calls": [{"id": "call_1",
         "type": "function", "function": {"name": "read_file", "arguments": %s}}]}, "finish_reason": "%s"}],
         "usage": {"prompt_tokens": 100, "completion_tokens": 20}}
        """;

    @TempDir
    Path folder;

    private final BudgetedJournal journal = new BudgetedJournal();
    private final Set<String> succeeded = new HashSet<>();
    private volatile WireReply reply = WireReply.json(TURN.formatted("\"{}\"", "tool_calls"));
    private RecordingListener listener = new RecordingListener();
    private WireServer server;
    private Optional<Secret> key = Optional.of(new Secret("sk-one"));
    private ProviderRouter router;

    @BeforeEach
    void start() throws IOException {
        server = new WireServer(8_192, request -> reply);
        restart();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** A new router, whose cache reads the files of the one before. */
    private void restart() throws IOException {
        AnswerFiles files = AnswerFiles.open(folder, 1 << 20, Duration.ofHours(1), Clock.systemUTC());
        var http = new ProviderHttpClient(
                HttpClient::newHttpClient, new EnvironmentProxySelector(Map.of(), Optional.empty()));
        var registry = new ConfiguredProviders(
                ProviderPresets.load(),
                List.of(),
                new InMemoryProviderStore(),
                new InMemoryCredentialStore(),
                Map.of(),
                Map.of("openai", (c, none) -> new OpenAiChatProvider(new ProviderSetup(http, c, key))));
        router = new ProviderRouter(
                registry,
                new RetryPolicy(1, Duration.ofMillis(1)),
                new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults()),
                Optional.empty(),
                Optional.of(new ResponseCache(files, Clock.systemUTC(), succeeded::contains)),
                ModelCallObserver.NONE);
    }

    private McpResponse ask(String run, String project, String caller, String step, McpMessage request) {
        listener = new RecordingListener();
        var accounting = new RunLedger.Accounting(
                PriceList::configured,
                new RateLimits(Map.of(), System::nanoTime),
                new BudgetGate(journal, Clock.systemUTC()),
                provider -> false);
        CallLedger ledger = new RunLedger(new RunLedger.Owner(run, project, caller), accounting, journal)
                .forTurn(step, "coding", step + "-t1-a1");
        return router.stream(
                        new ModelPreferences(
                                List.of(ModelRef.parse("demo/m-1")),
                                List.of(),
                                GenerationParameters.DEFAULT,
                                List.of(provider())),
                        TurnRequest.of(request),
                        ledger,
                        listener,
                        new CancellationToken())
                .response();
    }

    private ProviderConfiguration provider() {
        return new ProviderConfiguration(
                new ProviderId("demo"),
                "openai",
                server.url("/v1"),
                "m-1",
                List.of(new ProviderConfiguration.Price("m-1", "3", "15", "", "")),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
    }

    private McpResponse ask(String run) {
        return ask(run, "p-1", "local", "coding", TestRequests.HELLO);
    }

    private int requests() {
        return server.requests().size();
    }

    @Test
    void givesTheSameAnswerAgainWithoutRequestReservationOrCost() throws IOException {
        McpResponse first = ask("run-1");
        succeeded.add("run-1");
        restart();
        journal.limit("0.000001");

        McpResponse second = ask("run-2");

        assertThat(requests()).isEqualTo(1);
        assertThat(second.text()).isEqualTo(first.text()).isEqualTo("I read.");
        assertThat(second.thinking()).isEqualTo(first.thinking()).isEqualTo("hm");
        assertThat(second.toolCalls()).isEqualTo(first.toolCalls()).hasSize(1);
        assertThat(second.stopReason()).isEqualTo(first.stopReason());
        assertThat(second.usage()).isEqualTo(Usage.NONE);
        assertThat(listener.text()).isEqualTo("I read.");
        assertThat(listener.thinking()).isEqualTo("hm");
        assertThat(journal.count(RunEvent.UsageReserved.class)).isEqualTo(1);
        RunEvent.UsageBooked booked = journal.last(RunEvent.UsageBooked.class);
        assertThat(booked.status()).isEqualTo(BookingStatus.CACHED);
        assertThat(booked.usage()).isEqualTo(new Usage(100, 20, 0));
        assertThat(booked.costUsd().orElseThrow()).isEqualByComparingTo("0");
    }

    @Test
    void givesNoAnswerToAnotherProjectCallerOrRequest() {
        ask("run-1");
        succeeded.add("run-1");

        ask("run-2", "p-2", "local", "coding", TestRequests.HELLO);
        ask("run-3", "p-1", "someone", "coding", TestRequests.HELLO);
        ask("run-4", "p-1", "local", "coding", TestRequests.message(List.of(new ChatMessage.User("hello "))));
        ask("run-5", "p-1", "local", "coding", TestRequests.message(List.of(new ChatMessage.User("\ud83d"))));
        ask("run-6", "p-1", "local", "coding", TestRequests.message(List.of(new ChatMessage.User("\ud83e"))));

        assertThat(requests()).isEqualTo(6);
    }

    @Test
    void givesNoAnswerOfARunThatDidNotSucceed() {
        ask("run-1");
        ask("run-2");
        succeeded.add("run-2");
        ask("run-3");
        ask("run-4"); // Run 3 used the answer last, and did not end well.

        assertThat(requests()).isEqualTo(3);
    }

    @Test
    void givesARunItsOwnAnswerInTheSameStepAlone() {
        ask("run-1");
        ask("run-1");
        ask("run-1", "p-1", "local", "coding-2", TestRequests.HELLO);

        assertThat(requests()).isEqualTo(2);
    }

    @Test
    void storesNeitherCutNorFailedAnswersNorCallsThatCannotBeRead() {
        for (WireReply unusable : List.of(
                WireReply.json(TURN.formatted("\"{}\"", "length")),
                WireReply.json(TURN.formatted("\"{\\\"path\\\": \"", "tool_calls")))) {
            reply = unusable;
            ask("run-1");
        }
        reply = WireReply.json(400, "{\"error\":{\"message\":\"no\"}}");
        assertThatThrownBy(() -> ask("run-1")).isInstanceOf(AgentException.class);

        assertThat(requests()).isEqualTo(3);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void storesNoKey() throws IOException {
        ask("run-1");
        key = Optional.of(new Secret("sk-two"));
        restart();
        ask("run-1");

        assertThat(requests()).isEqualTo(1);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).doesNotContain("sk-");
            }
        }
    }

    @Test
    void answersWhileTheProviderIsLeftOut() {
        ask("run-1");
        reply = WireReply.json(503, "{\"error\":{\"message\":\"down\"}}");
        for (int i = 0; i < 5; i++) {
            McpMessage other = TestRequests.message(List.of(new ChatMessage.User("other " + i)));
            assertThatThrownBy(() -> ask("run-1", "p-1", "local", "coding", other))
                    .isInstanceOf(AgentException.class);
        }
        int asked = requests();

        assertThat(ask("run-1").text()).isEqualTo("I read.");
        assertThat(requests()).isEqualTo(asked);
    }
}
