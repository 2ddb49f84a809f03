package dev.codeagent.bench.accounting;

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
import dev.codeagent.api.run.RunId;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.accounting.CallLedger;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that call a model one after the other, each in a run of its own with an account. */
final class AccountedClients implements AutoCloseable {
    static final ModelPrice PRICE = new ModelPrice(
            new BigDecimal("20"), new BigDecimal("20"), new BigDecimal("20"), new BigDecimal("20"), "configuration");
    private static final long OUTPUT_TOKENS = 400;

    private final AccountingDatabase database;
    private final RunLedger.Accounting accounting;
    private final ProviderConfiguration configuration;
    private final LlmProvider provider;
    private final McpMessage request;

    private AccountedClients(AccountingDatabase database, String url, RateLimit limit, long maxCallTokens) {
        this.database = database;
        this.configuration = new ProviderConfiguration(
                new ProviderId("recorded"),
                "openai",
                URI.create(url),
                "m-1",
                List.of(new ProviderConfiguration.Price("m-1", "20", "20", "20", "20")),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
        this.accounting = database.accounting(new RateLimits(Map.of(configuration.id(), limit), System::nanoTime));
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
        return new AccountedClients(AccountingDatabase.open(file), url, limit, maxCallTokens);
    }

    AccountingDatabase database() {
        return database;
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
        RunLedger ledger = database.openRun(new RunId("run-" + UUID.randomUUID()), accounting, event -> {});
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

    /** A call that has begun is not cancelled, so that the model server and the ledger count the same. */
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

    @Override
    public void close() throws Exception {
        database.close();
    }
}
