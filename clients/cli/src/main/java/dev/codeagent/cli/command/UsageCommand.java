package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Implements {@code usage}. */
final class UsageCommand {
    private static final int MAX_KEY_LENGTH = 32;
    /** The cost of calls without a price. */
    static final String NO_PRICE = "—";

    private static final String PARTIAL = "*";
    private static final List<String> FILTERS = List.of("by", "run", "caller", "from", "to", "limit");

    private final CommandContext context;
    private final RestClient client;

    UsageCommand(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode run() {
        String query = Stream.concat(
                        FILTERS.stream()
                                .flatMap(name -> context.invocation().option(name).stream()
                                        .map(value -> name + "="
                                                + RestClient.encodePathSegment(
                                                        name.equals("run")
                                                                ? context.runReference(client, value)
                                                                : value))),
                        context.knownProject(client).stream()
                                .map(project -> "projectId=" + RestClient.encodePathSegment(project)))
                .collect(Collectors.joining("&"));
        JsonArray totals = client.getArray("/api/v1/usage?" + query);
        if (context.options().json()) {
            totals.forEach(context.out()::println);
        } else if (totals.isEmpty()) {
            context.terminal().writeLine("no model was called");
        } else {
            print(totals.getValuesAs(JsonObject.class));
        }
        return ExitCode.OK;
    }

    private void print(List<JsonObject> totals) {
        String by = context.invocation().option("by").orElse("day");
        var table = new Table(by.toUpperCase(Locale.ROOT), "CALLS", "INPUT", "CACHED", "OUTPUT", "COST");
        for (JsonObject total : totals) {
            JsonObject usage = total.getJsonObject("usage");
            table.addRow(
                    TerminalSanitizer.sanitizeLine(total.getString("key"), MAX_KEY_LENGTH),
                    String.valueOf(total.getJsonNumber("calls").longValue()),
                    formatTokens(usage, "inputTokens"),
                    formatTokens(usage, "cachedTokens"),
                    formatTokens(usage, "outputTokens"),
                    formatCost(total));
        }
        table.print(context.terminal());
        printDoubts(totals);
    }

    /** What the sums do not say. */
    private void printDoubts(List<JsonObject> totals) {
        long unpriced = sum(totals, "unpricedCalls");
        if (unpriced > 0) {
            context.terminal()
                    .writeLine(count(unpriced, "has", "have") + " no known price"
                            + (totals.stream()
                                            .anyMatch(total -> formatCost(total).endsWith(PARTIAL))
                                    ? "; " + PARTIAL + " is the cost of the others"
                                    : ""));
        }
        long unconfirmed = sum(totals, "unconfirmedCalls");
        if (unconfirmed > 0) {
            context.terminal()
                    .writeLine(count(unconfirmed, "is", "are") + " unconfirmed: "
                            + formatDollars(sumAmounts(totals, "unconfirmedUsd"))
                            + " is the most that they cost");
        }
        long cacheHits = sum(totals, "cacheHits");
        if (cacheHits > 0) {
            context.terminal()
                    .writeLine(count(cacheHits, "was", "were") + " answered from the response cache, at no cost");
        }
        long open = sum(totals, "openCalls");
        if (open > 0) {
            context.terminal()
                    .writeLine(count(open, "is", "are") + " in flight, with at most "
                            + formatDollars(sumAmounts(totals, "reservedUsd")));
        }
    }

    private static String count(long calls, String singular, String plural) {
        return calls == 1 ? "1 call " + singular : calls + " calls " + plural;
    }

    /** The known part of the cost, with a mark if it is not all. */
    private static String formatCost(JsonObject total) {
        long unpriced = total.getJsonNumber("unpricedCalls").longValue();
        if (unpriced > 0 && unpriced == total.getJsonNumber("calls").longValue()) {
            return NO_PRICE;
        }
        return formatDollars(amount(total, "costUsd")) + (unpriced > 0 ? PARTIAL : "");
    }

    private static long sum(List<JsonObject> totals, String field) {
        return totals.stream()
                .filter(total -> total.containsKey(field))
                .mapToLong(total -> total.getJsonNumber(field).longValue())
                .sum();
    }

    private static BigDecimal sumAmounts(List<JsonObject> totals, String field) {
        return totals.stream().map(total -> amount(total, field)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static BigDecimal amount(JsonObject json, String field) {
        return new BigDecimal(json.getString(field));
    }

    private static String formatTokens(JsonObject usage, String field) {
        long tokens = usage.getJsonNumber(field).longValue();
        if (tokens < 10_000) {
            return String.valueOf(tokens);
        }
        return tokens < 10_000_000
                ? String.format(Locale.ROOT, "%.1fk", tokens / 1e3)
                : String.format(Locale.ROOT, "%.1fM", tokens / 1e6);
    }

    /** At most six decimals, rounded up, so that what costs something is not shown as free; JSON has all of them. */
    static String formatDollars(BigDecimal amount) {
        BigDecimal shown = amount.setScale(Math.clamp(amount.scale(), 2, 6), RoundingMode.CEILING);
        return "$" + shown.toPlainString();
    }
}
