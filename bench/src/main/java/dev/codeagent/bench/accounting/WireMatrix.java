package dev.codeagent.bench.accounting;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.UsageQuery;
import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.telemetry.ModelCallObserver;
import dev.codeagent.bench.harness.FakeModelPaths;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.TextTable;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.BookedCalls;
import dev.codeagent.providers.ConfiguredProviders.ProviderFactory;
import dev.codeagent.providers.ProviderWires;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.accounting.RateLimits;
import dev.codeagent.providers.accounting.RunLedger;
import dev.codeagent.providers.http.ProviderHttpClient;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Calls a model over every wire, streamed and whole, with each part of the usage, and compares what the ledger booked with
 * what the model server sent.
 */
final class WireMatrix {
    private static final McpMessage REQUEST = McpMessage.of(
            new SystemInstructions("agent: coding"),
            SegmentedContext.task(List.of(new ChatMessage.User("Say something."))),
            List.of());

    private final FakeModelProcess model;
    private final AccountingDatabase database;
    private final RunLedger.Accounting accounting;
    private final Random random;
    private final Map<String, ProviderFactory> factories;
    private final List<String> faults = new ArrayList<>();
    private final TreeSet<String> reasons = new TreeSet<>();
    private final Map<String, Usage> truth = new TreeMap<>();
    private int unreported;

    /** What a call has in its usage, and a fault of its answer, which the provider charges and the server refuses. */
    private enum Content {
        PLAIN("plain", false, false, false, ""),
        CACHE_READ("cached", true, false, false, ""),
        CACHE_WRITE("cacheWrite", false, true, false, ""),
        REASONING("reasoning", false, false, true, ""),
        ALL("all", true, true, true, ""),
        EMPTY("refused-empty", true, true, true, "empty"),
        FILTERED("refused-filtered", true, true, true, "contentFilter");

        private final String part;
        private final boolean cacheRead;
        private final boolean cacheWrite;
        private final boolean reasoning;
        private final String fault;

        Content(String part, boolean cacheRead, boolean cacheWrite, boolean reasoning, String fault) {
            this.part = part;
            this.cacheRead = cacheRead;
            this.cacheWrite = cacheWrite;
            this.reasoning = reasoning;
            this.fault = fault;
        }

        Usage random(Random random) {
            return ScriptedUsage.random(random, cacheRead, cacheWrite, reasoning);
        }

        /** Mistral has no word for a content filter and sends the reason error. */
        boolean expects(ErrorCode code) {
            return switch (this) {
                case EMPTY -> code == ErrorCode.PROVIDER_EMPTY_ANSWER;
                case FILTERED -> code == ErrorCode.CONTENT_FILTERED || code == ErrorCode.PROVIDER_BROKEN_STREAM;
                default -> false;
            };
        }
    }

    WireMatrix(FakeModelProcess model, AccountingDatabase database, Random random) {
        this.model = model;
        this.database = database;
        this.random = random;
        this.accounting = database.accounting(new RateLimits(Map.of(), System::nanoTime));
        var direct = new EnvironmentProxySelector(Map.of(), Optional.empty());
        var http = new ProviderHttpClient(HttpClient::newHttpClient, direct);
        this.factories = new TreeMap<>(ProviderWires.factories(http));
    }

    /** The result: {@code unreported} counts the cells whose figure the protocol does not have. */
    record Result(List<String> wires, int calls, int unreported, List<String> faults) {}

    Result run() throws IOException, InterruptedException {
        var budget = new BudgetId(BudgetId.Scope.PROJECT, AccountingDatabase.PROJECT, BudgetId.Period.TOTAL);
        database.budgets(BudgetDefaults.NONE).put(budget, new BigDecimal("1000000"), "bench", Instant.now());
        var table = new TextTable()
                .row("wire", "", "plain", "cache read", "cache write", "reasoning", "all", "empty", "filtered");
        for (String wire : factories.keySet()) {
            for (boolean streamed : List.of(true, false)) {
                var row = new ArrayList<>(List.<Object>of(wire, streamed ? "stream" : "whole"));
                for (Content content : Content.values()) {
                    row.add(cell(wire, streamed, content));
                }
                table.row(row.toArray());
            }
        }
        checkTotals(budget, "in total");
        database.usage().rebuild();
        checkTotals(budget, "computed from the journal again");
        table.print();
        reasons.forEach(System.out::println);
        return new Result(List.copyOf(factories.keySet()), truth.size(), unreported, List.copyOf(faults));
    }

    private String cell(String wire, boolean streamed, Content content) throws IOException, InterruptedException {
        String key = wire + (streamed ? "-stream-" : "-whole-") + content.part;
        Usage scripted = content.random(random);
        setTurn(key, scripted, content);
        var booked = new ArrayList<RunEvent.UsageBooked>();
        try {
            call(wire, streamed, key, booked);
            if (!content.fault.isEmpty()) {
                faults.add(key + ": the answer was accepted");
            }
        } catch (AgentException e) {
            if (!content.expects(e.code())) {
                faults.add(key + ": " + e.code() + " " + e.getMessage());
                return "FAILED";
            }
        }
        List<ReportedCall> sent = ReportedCall.list(model, key);
        if (sent.size() != 1
                || !sent.getFirst().complete()
                || sent.getFirst().stream() != streamed
                || !ReportedCall.sum(model, key).equals(sent.getFirst().usage())) {
            faults.add(key + ": the model server answered " + sent);
            return "FAILED";
        }
        ReportedCall answer = sent.getFirst();
        truth.put(key, answer.usage());
        List<String> differences = new ArrayList<>(compareWithScript(answer, scripted));
        differences.addAll(compareWithLedger(answer, key, booked));
        differences.forEach(difference -> faults.add(key + ": " + difference));
        answer.unreported()
                .forEach((part, reason) -> reasons.add(
                        "n/a " + wire + " " + part + ": " + ((jakarta.json.JsonString) reason).getString()));
        if (answer.unreported().containsKey(content.part)) {
            unreported++;
            return differences.isEmpty() ? "n/a" : "WRONG";
        }
        return differences.isEmpty() ? "ok" : "WRONG";
    }

    private void setTurn(String key, Usage usage, Content content) throws IOException, InterruptedException {
        JsonObjectBuilder turn = Json.createObjectBuilder()
                .add("text", "This is the answer of the model.")
                .add("usage", ScriptedUsage.toScript(usage));
        if (content.reasoning) {
            turn.add("thinking", "This is what it thinks.");
        }
        if (!content.fault.isEmpty()) {
            turn.add(
                    "faults",
                    Json.createArrayBuilder().add(Json.createObjectBuilder().add("kind", content.fault)));
        }
        var scenario =
                ScriptedUsage.scenario(Json.createArrayBuilder().add(turn).build());
        model.control("PUT", "scenarios/" + key, scenario.toString());
    }

    private void call(String wire, boolean streamed, String key, List<RunEvent.UsageBooked> booked) {
        String path = FakeModelPaths.of(wire);
        var configuration = new ProviderConfiguration(
                new ProviderId(wire),
                wire,
                URI.create(model.origin() + path),
                ScriptedUsage.MODEL,
                List.of(new ProviderConfiguration.Price(
                        ScriptedUsage.MODEL,
                        ScriptedUsage.INPUT,
                        ScriptedUsage.OUTPUT,
                        ScriptedUsage.CACHE_READ,
                        ScriptedUsage.CACHE_WRITE)),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
        var provider = Objects.requireNonNull(factories.get(wire)).create(configuration, Optional.of(new Secret(key)));
        CallLedger ledger = database.openRun(new RunId(key), accounting, event -> {
                    if (event instanceof RunEvent.UsageBooked booking) {
                        booked.add(booking);
                    }
                })
                .forTurn("coding", "coding", "t1");
        var never = new CancellationToken();
        new BookedCalls(provider, configuration, ledger, Optional.empty(), () -> {}, ModelCallObserver.NONE, never)
                .sendMessage(
                        REQUEST,
                        new ProviderContext(
                                ScriptedUsage.MODEL,
                                ModelTraits.UNKNOWN,
                                GenerationParameters.DEFAULT,
                                streamed,
                                new SilentListener(),
                                never));
    }

    /** What the protocol has must be sent, so that a figure is not compared with a zero by mistake. */
    private static List<String> compareWithScript(ReportedCall answer, Usage scripted) {
        var expected = new Usage(
                scripted.inputTokens(),
                scripted.outputTokens(),
                answer.unreported().containsKey(Content.CACHE_READ.part) ? 0 : scripted.cachedTokens(),
                answer.unreported().containsKey(Content.CACHE_WRITE.part) ? 0 : scripted.cacheWriteTokens(),
                answer.unreported().containsKey(Content.REASONING.part) ? 0 : scripted.reasoningTokens());
        return answer.usage().equals(expected)
                ? List.of()
                : List.of("the model server sent " + answer.usage() + " instead of " + expected);
    }

    private List<String> compareWithLedger(ReportedCall answer, String run, List<RunEvent.UsageBooked> booked) {
        if (booked.size() != 1) {
            return List.of("the call is booked " + booked.size() + " times");
        }
        var differences = new ArrayList<String>();
        RunEvent.UsageBooked booking = booked.getFirst();
        BigDecimal cost = ScriptedUsage.cost(answer.usage());
        if (booking.status() != BookingStatus.CONFIRMED) {
            differences.add("the call is " + booking.status() + ", not confirmed");
        }
        if (!booking.usage().equals(answer.usage())) {
            differences.add("booked " + booking.usage() + ", sent " + answer.usage());
        }
        if (booking.costUsd().isEmpty() || booking.costUsd().get().compareTo(cost) != 0) {
            differences.add("booked " + booking.costUsd() + " dollars, it costs " + cost);
        }
        differences.addAll(compareTotal(UsageQuery.Group.CALL, Optional.of(run), answer.usage(), cost, 1));
        return differences;
    }

    private List<String> compareTotal(
            UsageQuery.Group group, Optional<String> run, Usage usage, BigDecimal cost, int calls) {
        UsageQuery query = UsageQuery.by(group);
        List<UsageTotal> totals = database.usage()
                .totals(new UsageQuery(
                        group, run, query.project(), query.caller(), query.from(), query.to(), query.limit()));
        if (totals.size() != 1) {
            return List.of(totals.size() + " totals by " + group);
        }
        UsageTotal total = totals.getFirst();
        var expected = new UsageTotal(
                total.key(), calls, usage, total.costUsd(), 0, 0, BigDecimal.ZERO, 0, BigDecimal.ZERO, 0);
        return total.equals(expected) && total.costUsd().compareTo(cost) == 0
                ? List.of()
                : List.of("the total is " + total + ", expected " + usage + " at " + cost + " dollars");
    }

    private void checkTotals(BudgetId budget, String which) {
        Usage usage = truth.values().stream().reduce(Usage.NONE, Usage::plus);
        BigDecimal cost = truth.values().stream().map(ScriptedUsage::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
        compareTotal(UsageQuery.Group.PROJECT, Optional.empty(), usage, cost, truth.size())
                .forEach(difference -> faults.add(which + ": " + difference));
        if (database.spent(budget).compareTo(cost) != 0) {
            faults.add(which + ": the budget counts " + database.spent(budget) + " dollars, not " + cost);
        }
    }
}
