package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/** Implements {@code budgets list}, {@code budgets set} and {@code budgets remove}. */
final class BudgetCommands {
    private static final int MAX_NAME_LENGTH = 36;
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{0,30})?|\\.\\d{1,30}");
    private static final String EXAMPLES = "for example run/RUN, project/ID, caller/local/month, or server";

    private final CommandContext context;
    private final RestClient client;

    BudgetCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode list() {
        JsonArray budgets = client.getArray("/api/v1/budgets");
        if (context.options().json()) {
            budgets.forEach(context.out()::println);
        } else if (budgets.isEmpty()) {
            context.terminal()
                    .writeLine("no budget is set; set one with `" + context.commandLineFor("budgets set server 100")
                            + "`");
        } else {
            print(budgets.getValuesAs(JsonObject.class));
        }
        return ExitCode.OK;
    }

    private void print(List<JsonObject> budgets) {
        var table = new Table("BUDGET", "SPAN", "LIMIT", "SPENT", "IN FLIGHT");
        for (JsonObject budget : budgets) {
            table.addRow(
                    TerminalSanitizer.sanitizeLine(budget.getString("id"), MAX_NAME_LENGTH),
                    TerminalSanitizer.sanitizeLine(budget.getString("span"), MAX_NAME_LENGTH),
                    dollars(budget, "limitUsd"),
                    dollars(budget, "spentUsd"),
                    dollars(budget, "reservedUsd"));
        }
        table.print(context.terminal());
    }

    private static String dollars(JsonObject budget, String field) {
        return UsageCommand.formatDollars(UsageCommand.amount(budget, field));
    }

    ExitCode set() {
        List<String> parameters = context.invocation().parameters();
        if (parameters.size() < 2) {
            throw CliException.usageError("missing parameter: `codeagent budgets set BUDGET USD`, " + EXAMPLES);
        }
        String limit = parseAmount(parameters.get(1)).toPlainString();
        JsonObject budget = client.requestObject(
                "PUT",
                path(parameters.getFirst()),
                Json.createObjectBuilder().add("limitUsd", limit).build());
        if (context.options().json()) {
            context.out().println(budget);
        } else {
            context.terminal()
                    .writeLine("budget " + TerminalSanitizer.sanitizeLine(budget.getString("id"), MAX_NAME_LENGTH)
                            + ": " + dollars(budget, "limitUsd") + ", of which " + dollars(budget, "spentUsd")
                            + " is spent; runs that paused at it continue if they have room");
        }
        return ExitCode.OK;
    }

    /** The server checks the upper limit and the decimals. */
    static BigDecimal parseAmount(String text) {
        String number = text.replaceFirst("^\\$", "");
        if (!AMOUNT.matcher(number).matches()) {
            throw CliException.usageError("parameter USD: '" + TerminalSanitizer.sanitizeLine(text, MAX_NAME_LENGTH)
                    + "' is not an amount of US dollars; write a number from 0 to 1000000, for example 5.00");
        }
        return new BigDecimal(number);
    }

    ExitCode remove() {
        String budget = context.invocation().parameter();
        client.delete(path(budget));
        context.reportRemoved("budget", budget, "removed");
        return ExitCode.OK;
    }

    /** A run is limited in total, all others each month, unless the name says the period. */
    private String path(String budget) {
        String[] parts = budget.equals("server") ? new String[] {"server", "all"} : budget.split("/", 3);
        if (parts.length < 2) {
            throw CliException.usageError("'" + budget + "' is not a budget; write SCOPE/NAME, " + EXAMPLES);
        }
        String subject = parts[0].equals("run") ? context.runReference(client, parts[1]) : parts[1];
        String period = parts.length == 3 ? parts[2] : parts[0].equals("run") ? "total" : "month";
        return "/api/v1/budgets/" + RestClient.encodePathSegment(parts[0]) + "/" + RestClient.encodePathSegment(subject)
                + "/" + RestClient.encodePathSegment(period);
    }
}
