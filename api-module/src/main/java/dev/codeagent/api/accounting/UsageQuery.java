package dev.codeagent.api.accounting;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Which calls are added up, and how; empty fields do not filter.
 *
 * @param from the first day, in UTC
 * @param to the last day
 * @param limit the most totals to return: the newest days, runs and calls, and of the others those that cost most
 */
public record UsageQuery(
        Group by,
        Optional<String> run,
        Optional<String> project,
        Optional<String> caller,
        Optional<LocalDate> from,
        Optional<LocalDate> to,
        int limit) {
    /** What calls have in common that are added up. */
    public enum Group {
        CALL,
        RUN,
        AGENT,
        PROJECT,
        CALLER,
        DAY,
        PROVIDER,
        MODEL
    }

    /** Adds up all calls. */
    public static UsageQuery by(Group group) {
        return new UsageQuery(
                group, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 1000);
    }
}
