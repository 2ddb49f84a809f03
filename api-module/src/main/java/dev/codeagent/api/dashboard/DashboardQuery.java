package dev.codeagent.api.dashboard;

import dev.codeagent.api.error.AgentException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Which days a dashboard shows, in UTC.
 *
 * @param from the first day
 * @param to the last day
 * @param project only runs of this project
 * @param bucket how response times are added up
 */
public record DashboardQuery(LocalDate from, LocalDate to, Optional<String> project, Bucket bucket) {
    /** The longest range; it also bounds the number of rows of an answer. */
    public static final int MAX_DAYS = 366;

    private static final int MAX_DAYS_BY_HOUR = 31;

    /** The length of a period of response times. */
    public enum Bucket {
        HOUR(3_600_000),
        DAY(86_400_000);

        private final long millis;

        Bucket(long millis) {
            this.millis = millis;
        }

        public long millis() {
            return millis;
        }
    }

    public DashboardQuery {
        long days = ChronoUnit.DAYS.between(from, to) + 1;
        if (days < 1) {
            throw AgentException.invalidValue("'from' is " + from + ", which is after 'to' " + to)
                    .inField("from");
        }
        int max = bucket == Bucket.HOUR ? MAX_DAYS_BY_HOUR : MAX_DAYS;
        if (days > max) {
            throw AgentException.invalidValue("from " + from + " to " + to + " are " + days + " days; at most " + max
                            + " are shown" + (bucket == Bucket.HOUR ? " by hour, write bucket=day" : ""))
                    .inField("from");
        }
    }
}
