package dev.codeagent.bench.accounting;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelPrice;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.bench.journal.ConnectionPool;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.persistence.accounting.JdbcBudgetStore;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import dev.codeagent.providers.accounting.BudgetGate;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.accounting.PriceList;
import dev.codeagent.providers.accounting.RateLimit;
import dev.codeagent.providers.accounting.RateLimits;
import dev.codeagent.providers.accounting.RunLedger;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that call a model one after the other, each in a run of its own with an account. */
final class AccountedClients implements AutoCloseable {
    static final String PROJECT = "p-1";
    static final ModelPrice PRICE = new ModelPrice(
            new BigDecimal("20"), new BigDecimal("20"), new BigDecimal("20"), new BigDecimal("20"), "configuration");
    private static final String CALLER = "local";
    private static final long OUTPUT_TOKENS = 400;
    private static final String SETTINGS =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL";

    private final ConnectionPool pool;
    private final EventHub hub;
    private final RunLedger.Accounting accounting;
    private final ProviderConfiguration configuration;
    private final LlmProvider provider;
    private final McpMessage request;

    private AccountedClients(ConnectionPool pool, String url, RateLimit limit, long maxCallTokens) {
        this.pool = pool;
        this.hub = new EventHub(new JdbcRunJournal(pool.dataSource(), ""), Clock.systemUTC());
        this.configuration = new ProviderConfiguration(
                new ProviderId("recorded"),
                "openai",
                URI.create(url),
                "m-1",
                List.of(new ProviderConfiguration.Price("m-1", "20", "20", "20", "20")),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
        this.accounting = new RunLedger.Accounting(
                PriceList::configured,
                new RateLimits(Map.of(configuration.id(), limit), System::nanoTime),
                new BudgetGate(budgets(BudgetDefaults.NONE), Clock.systemUTC()),
                p -> false);
        var direct = new EnvironmentProxySelector(Map.of(), Optional.empty());
        this.provider = new OpenAiChatProvider(new ProviderSetup(
                new ProviderHttpClient(HttpClient::newHttpClient, direct), configuration, Optional.empty()));
        // The estimate is a third of the bytes, and some tokens for each message.
        int bytes = Math.toIntExact((maxCallTokens - OUTPUT_TOKENS - 50) * 3);
        this.request = McpMessage.of(
                new SystemInstructions(""),
                SegmentedContext.task(List.of(new ChatMessage.User("x".repeat(bytes)))),
                List.of());
    }

    static AccountedClients open(Path file, String url, RateLimit limit, long maxCallTokens) {
        java.util.logging.Logger.getLogger("org.flywaydb").setLevel(java.util.logging.Level.WARNING);
        var pool = new ConnectionPool(DatabaseType.SQLITE.createDataSource("jdbc:sqlite:" + file + SETTINGS, "", ""));
        MainDatabase.migrate(DatabaseType.SQLITE, pool.dataSource());
        return new AccountedClients(pool, url, limit, maxCallTokens);
    }

    BudgetStore budgets(BudgetDefaults defaults) {
        return new JdbcBudgetStore(pool.dataSource(), defaults);
    }

    BigDecimal spent(BudgetId id) {
        return budgets(BudgetDefaults.NONE).list(Instant.now()).stream()
                .filter(b -> b.id().equals(id.toString()))
                .findFirst()
                .orElseThrow()
                .spentUsd();
    }

    /** Lets the clients call until the time is over or their runs pause; returns how many paused. */
    int run(int clients, long endNanos) throws InterruptedException {
        var paused = new AtomicInteger();
        var cancellation = new CancellationToken();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                if (callUntil(endNanos, cancellation)) {
                    paused.incrementAndGet();
                }
            }));
        }
        while (System.nanoTime() < endNanos && threads.stream().anyMatch(Thread::isAlive)) {
            Thread.sleep(20);
        }
        cancellation.cancel();
        for (Thread thread : threads) {
            thread.join();
        }
        return paused.get();
    }

    /** Returns true if the run paused at a budget. */
    private boolean callUntil(long endNanos, CancellationToken cancellation) {
        var run = new RunId("run-" + UUID.randomUUID());
        hub.open(
                run,
                new RunEvent.Created(PROJECT, "s", CALLER, "/plan", List.of(), "x", List.of(AgentName.PLANNING), ""));
        var ledger = new RunLedger(
                new RunLedger.Owner(run.value(), PROJECT, CALLER), accounting, event -> hub.publish(run, event));
        try {
            for (int turn = 1; System.nanoTime() < endNanos; turn++) {
                call(ledger.forTurn("planning", "planning", "t" + turn), cancellation);
            }
        } catch (AgentException e) {
            if (e.code() == ErrorCode.BUDGET_REACHED) {
                return true;
            }
            if (e.code() != ErrorCode.CANCELLED) {
                throw e;
            }
        }
        return false;
    }

    private void call(CallLedger ledger, CancellationToken cancellation) {
        GenerationParameters parameters =
                GenerationParameters.DEFAULT.withMaxOutputTokens(Math.toIntExact(OUTPUT_TOKENS));
        var listener = new SilentListener();
        CallLedger.Reservation reservation = ledger.reserve(
                new CallLedger.PlannedCall(configuration, "m-1", ModelTraits.UNKNOWN, parameters, request),
                listener,
                cancellation);
        McpResponse response;
        try {
            response = provider.sendMessage(
                    request,
                    new ProviderContext(
                            "m-1",
                            ModelTraits.UNKNOWN,
                            parameters,
                            true,
                            reservation.observe(listener),
                            new CancellationToken()));
        } catch (AgentException e) {
            reservation.fail(e);
            throw e;
        }
        reservation.settle(response);
    }

    private static final class SilentListener implements TurnListener {
        @Override
        public void onDelta(String kind, String text) {}

        @Override
        public void onRestart(String reason) {}

        @Override
        public void onNotice(String code, String text) {}
    }

    @Override
    public void close() throws Exception {
        pool.close();
    }
}
