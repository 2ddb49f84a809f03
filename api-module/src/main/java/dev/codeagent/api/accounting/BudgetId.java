package dev.codeagent.api.accounting;

import dev.codeagent.api.error.AgentException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * What a budget limits, written {@code scope/subject/period}: {@code project/shop/month}.
 *
 * @param subject the run, project or caller; {@code all} for the server
 */
public record BudgetId(Scope scope, String subject, Period period) {
    public static final String SERVER = "all";

    /** Whose calls count. */
    public enum Scope {
        RUN,
        PROJECT,
        CALLER,
        SERVER
    }

    /** Which calls count: all, or those of the calendar month in UTC. */
    public enum Period {
        TOTAL,
        MONTH
    }

    /**
     * Reads the id.
     *
     * @throws AgentException INVALID_VALUE if it is not one
     */
    public static BudgetId parse(String text) {
        int first = text.indexOf('/');
        int last = text.lastIndexOf('/');
        if (first <= 0 || last <= first + 1) {
            throw AgentException.invalidValue(
                    "'" + text + "' is not a budget; write scope/subject/period, for example project/shop/month");
        }
        return new BudgetId(
                parseScope(text.substring(0, first)),
                text.substring(first + 1, last),
                parsePeriod(text.substring(last + 1)));
    }

    public static Scope parseScope(String text) {
        return switch (text) {
            case "run" -> Scope.RUN;
            case "project" -> Scope.PROJECT;
            case "caller" -> Scope.CALLER;
            case "server" -> Scope.SERVER;
            default ->
                throw AgentException.invalidValue(
                        "'" + text + "' is not the scope of a budget; use run, project, caller or server");
        };
    }

    public static Period parsePeriod(String text) {
        return switch (text) {
            case "total" -> Period.TOTAL;
            case "month" -> Period.MONTH;
            default ->
                throw AgentException.invalidValue("'" + text + "' is not the period of a budget; use total or month");
        };
    }

    /** The part of the period in which a time lies: {@code total}, or a month such as {@code 2026-11}. */
    public String span(Instant at) {
        return span(period, at);
    }

    public static String span(Period period, Instant at) {
        return period == Period.TOTAL
                ? "total"
                : YearMonth.from(at.atZone(ZoneOffset.UTC)).toString();
    }

    @Override
    public String toString() {
        return (scope + "/").toLowerCase(Locale.ROOT) + subject + ("/" + period).toLowerCase(Locale.ROOT);
    }
}
