package dev.codeagent.providers.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelPrice;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.providers.TestRequests;
import dev.codeagent.providers.accounting.CallLedger.PlannedCall;
import dev.codeagent.providers.accounting.CallLedger.Reservation;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.contract.RecordingListener;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunLedgerTest {
    private static final ProviderConfiguration PROVIDER = new ProviderConfiguration(
            new ProviderId("demo"),
            "openai",
            URI.create("https://models.example/v1"),
            "",
            List.of(new ProviderConfiguration.Price("m-1", "3", "15", "0.30", "3.75")),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    private final BudgetedJournal journal = new BudgetedJournal();
    private final BudgetGate gate = new BudgetGate(journal, Clock.systemUTC());
    private final CancellationToken cancellation = new CancellationToken();

    private CallLedger ledger(RateLimits limits) {
        var accounting = new RunLedger.Accounting(
                PriceList::configured,
                limits,
                gate,
                provider -> provider.baseUrl().getHost().equals("127.0.0.1"));
        return new RunLedger(new RunLedger.Owner("run-1", "p-1", "local"), accounting, journal)
                .forTurn("coding", "coding", "coding-t1-a1");
    }

    private CallLedger ledger() {
        return ledger(new RateLimits(Map.of(), System::nanoTime));
    }

    private static PlannedCall call(String model) {
        return call(PROVIDER, model);
    }

    private static PlannedCall call(ProviderConfiguration provider, String model) {
        return new PlannedCall(
                provider,
                model,
                ModelTraits.UNKNOWN,
                GenerationParameters.DEFAULT.withMaxOutputTokens(100),
                TestRequests.HELLO);
    }

    private Reservation reserve(CallLedger ledger) {
        return ledger.reserve(call("m-1"), new RecordingListener(), cancellation);
    }

    private static McpResponse response(Usage usage) {
        return new McpResponse(
                "m-1",
                "",
                "hello",
                List.of(),
                usage,
                McpResponse.StopReason.STOP,
                dev.codeagent.api.chat.ProviderReplay.NONE);
    }

    @Test
    void reservesTheMostAndBooksWhatTheProviderReports() {
        Reservation reservation = reserve(ledger());
        RunEvent.UsageReserved reserved = journal.last(RunEvent.UsageReserved.class);

        reservation.settle(response(new Usage(10, 20, 4, 2, 5)));

        RunEvent.UsageBooked booked = journal.last(RunEvent.UsageBooked.class);
        assertThat(reserved.call().id()).isEqualTo("coding-t1-a1-m1");
        assertThat(reserved.usage().outputTokens()).isEqualTo(100);
        assertThat(reserved.costUsd().orElseThrow()).isGreaterThan(new BigDecimal("0.0015"));
        assertThat(booked.call()).isEqualTo(reserved.call());
        assertThat(booked.status()).isEqualTo(BookingStatus.CONFIRMED);
        assertThat(booked.costUsd()).contains(new BigDecimal("0.0003207"));
        assertThat(booked.call().price().orElseThrow().cacheWrite()).isEqualTo("3.75");
    }

    @Test
    void booksWhatAnAnswerUsedThatIsRefused() {
        Reservation reservation = reserve(ledger());
        reservation.observe(new RecordingListener()).onUsage(new Usage(7000, 4000, 100, 0, 3999));

        reservation.fail(new AgentException(ErrorCode.PROVIDER_EMPTY_ANSWER, "its thinking alone"));

        RunEvent.UsageBooked booked = journal.last(RunEvent.UsageBooked.class);
        assertThat(booked.status()).isEqualTo(BookingStatus.CONFIRMED);
        assertThat(booked.usage()).isEqualTo(new Usage(7000, 4000, 100, 0, 3999));
        assertThat(booked.costUsd().orElseThrow()).isGreaterThan(new BigDecimal("0.02"));
    }

    @Test
    void estimatesTheUsageThatAProviderDoesNotReport() {
        Reservation reservation = reserve(ledger());
        reservation.observe(new RecordingListener()).onDelta("text", "größer 🙂"); // 13 bytes

        reservation.settle(response(Usage.NONE));

        RunEvent.UsageBooked booked = journal.last(RunEvent.UsageBooked.class);
        assertThat(booked.status()).isEqualTo(BookingStatus.ESTIMATED);
        assertThat(booked.usage().inputTokens()).isPositive();
        assertThat(booked.usage().outputTokens()).isEqualTo(5);
    }

    @Test
    void chargesNothingForARequestThatWasRefused() {
        for (ErrorCode code : List.of(
                ErrorCode.PROVIDER_UNREACHABLE,
                ErrorCode.PROVIDER_REJECTED,
                ErrorCode.PROVIDER_OVERLOADED,
                ErrorCode.PROVIDER_LOADING,
                ErrorCode.CONTEXT_LENGTH_EXCEEDED)) {
            reserve(ledger()).fail(new AgentException(code, "no"));

            assertThat(journal.last(RunEvent.UsageBooked.class).status()).isEqualTo(BookingStatus.RELEASED);
            assertThat(journal.last(RunEvent.UsageBooked.class).costUsd().orElseThrow())
                    .isZero();
        }
        assertThat(journal.reserved()).isZero();
    }

    @Test
    void chargesWhatArrivedBeforeAFailureAndTheInputOfACallThatMayHaveBegun() {
        Reservation broken = reserve(ledger());
        broken.observe(new RecordingListener()).onDelta("text", "123456");
        broken.fail(new AgentException(ErrorCode.PROVIDER_REJECTED, "cut"));
        RunEvent.UsageBooked afterText = journal.last(RunEvent.UsageBooked.class);
        for (ErrorCode code :
                List.of(ErrorCode.PROVIDER_TIMEOUT, ErrorCode.PROVIDER_BROKEN_STREAM, ErrorCode.CANCELLED)) {
            reserve(ledger()).fail(new AgentException(code, "hang"));

            assertThat(journal.last(RunEvent.UsageBooked.class).status()).isEqualTo(BookingStatus.ESTIMATED);
            assertThat(journal.last(RunEvent.UsageBooked.class).usage().inputTokens())
                    .isPositive();
        }
        assertThat(afterText.status()).isEqualTo(BookingStatus.ESTIMATED);
        assertThat(afterText.usage().outputTokens()).isEqualTo(2);
    }

    @Test
    void pausesAtABudgetThatHasNoRoomAndGivesItsPlaceInTheRateLimitBack() {
        journal.limit("0.0001");
        var limits =
                new RateLimits(Map.of(PROVIDER.id(), new RateLimit(1, 0, Duration.ofMinutes(1))), System::nanoTime);

        assertThatThrownBy(() -> reserve(ledger(limits)))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUDGET_REACHED));

        RunEvent.BudgetReached reached = journal.last(RunEvent.BudgetReached.class);
        assertThat(reached.budget()).isEqualTo("project/p-1/total");
        assertThat(reached.limitUsd()).isEqualByComparingTo("0.0001");
        assertThat(limits.find(PROVIDER.id()).orElseThrow().isBusy(1)).isFalse();
        assertThat(journal.reserved()).isZero();
    }

    @Test
    void waitsForCallsInFlightThatReserveMoreThanTheyUse() throws Exception {
        CallLedger ledger = ledger();
        journal.limit("0.0025");
        Reservation first = reserve(ledger);
        CompletableFuture<Reservation> second = CompletableFuture.supplyAsync(() -> reserve(ledger));
        while (journal.refusals() == 0) {
            Thread.onSpinWait();
        }
        assertThat(second).isNotDone();

        first.settle(response(new Usage(1, 1, 0)));

        second.get(30, TimeUnit.SECONDS).settle(response(new Usage(1, 1, 0)));
        assertThat(journal.count(RunEvent.BudgetReached.class)).isZero();
    }

    @Test
    void stopsWaitingForCallsInFlightWhenTheRunIsCancelled() throws Exception {
        journal.limit("0.0025");
        reserve(ledger());
        CompletableFuture<Reservation> second = CompletableFuture.supplyAsync(() -> reserve(ledger()));
        while (journal.refusals() == 0) {
            Thread.onSpinWait();
        }

        cancellation.cancel();

        assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void refusesAModelWithoutAPriceUnderABudgetUnlessItIsFree() {
        var local = new ProviderConfiguration(
                new ProviderId("local"),
                "openai",
                URI.create("http://127.0.0.1:1/v1"),
                "",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        ledger().reserve(call("m-2"), new RecordingListener(), cancellation);
        journal.limit("9");

        assertThatThrownBy(() -> ledger().reserve(call("m-2"), new RecordingListener(), cancellation))
                .hasMessageContaining("the price of demo/m-2 is not known")
                .hasMessageContaining("project/p-1/total");
        ledger().reserve(call(local, "m-2"), new RecordingListener(), cancellation)
                .settle(response(new Usage(1, 1, 0)));
        assertThat(journal.last(RunEvent.UsageBooked.class).costUsd()).isEmpty();
    }

    @Test
    void chargesThePriceOfTheActualInputSize() {
        ModelPrice small = new ModelPrice(BigDecimal.ONE, BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ONE, "catalog");
        ModelPrice large = new ModelPrice(BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ONE, "catalog");
        var tiers = new PriceTiers(List.of(new PriceTiers.Tier(0, small), new PriceTiers.Tier(200_000, large)));
        var accounting = new RunLedger.Accounting(
                (provider, model) -> Optional.of(tiers), new RateLimits(Map.of(), System::nanoTime), gate, p -> false);
        CallLedger ledger = new RunLedger(new RunLedger.Owner("run-1", "p-1", "local"), accounting, journal)
                .forTurn("coding", "coding", "coding-t1-a1");

        reserve(ledger).settle(response(new Usage(200_000, 1, 0)));
        RunEvent.UsageBooked first = journal.last(RunEvent.UsageBooked.class);
        reserve(ledger).settle(response(new Usage(200_001, 1, 0)));
        RunEvent.UsageBooked second = journal.last(RunEvent.UsageBooked.class);

        assertThat(first.costUsd()).contains(new BigDecimal("0.2"));
        assertThat(second.costUsd()).contains(new BigDecimal("2.00001"));
        assertThat(second.call().price()).contains(large);
    }

    @Test
    void takesPricesOfTheCatalogueWhereTheConfigurationHasNone() {
        PriceList configured = PriceList::configured;
        PriceList prices = configured.orElse(new CatalogPrices(() -> ModelCatalogFiles.shipped()));
        CatalogModel priced = ModelCatalogFiles.shipped().models().stream()
                .filter(m ->
                        !m.prices().isEmpty() && !m.prices().getFirst().output().isEmpty())
                .findFirst()
                .orElseThrow();
        var vendor = new ProviderConfiguration(
                new ProviderId(priced.provider()),
                "openai",
                URI.create("https://models.example/v1"),
                "",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));

        ModelPrice found = prices.find(vendor, priced.id()).orElseThrow().priceFor(1);

        assertThat(found.source()).isEqualTo("catalog");
        assertThat(found.input())
                .isEqualByComparingTo(priced.prices().getFirst().input());
        assertThat(prices.find(PROVIDER, "m-1").orElseThrow().priceFor(1).source())
                .isEqualTo("configuration");
        assertThat(prices.find(PROVIDER, priced.id())).isEmpty();
    }

    @Test
    void hasNoRoomInABudgetThatIsUsedUpToTheLastDigit() {
        var full = new Budget(
                "run/r/total", BigDecimal.ONE, "stored", "total", new BigDecimal("0.9"), new BigDecimal("0.1"));

        assertThat(full.hasRoomFor(BigDecimal.ZERO)).isTrue();
        assertThat(full.hasRoomFor(new BigDecimal("0.000000000001"))).isFalse();
        assertThat(full.mayHaveRoomFor(new BigDecimal("0.1"))).isTrue();
        assertThat(full.mayHaveRoomFor(new BigDecimal("0.100000000001"))).isFalse();
    }
}
