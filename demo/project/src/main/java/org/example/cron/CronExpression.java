package org.example.cron;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cron expression of five fields: minute, hour, day of month, month, day of week. It knows no time zone; see
 * {@link ZonedSchedule} for one that does. Two expressions are equal if they are due at the same times.
 */
public final class CronExpression {
    private static final int FIELDS = 5;

    private final String source;
    private final ValueSet minutes;
    private final ValueSet hours;
    private final ValueSet months;
    private final DayRule days;

    private CronExpression(String source, String[] fields) {
        this.source = source;
        this.minutes = new FieldParser(CronField.MINUTE).parse(fields[0]);
        this.hours = new FieldParser(CronField.HOUR).parse(fields[1]);
        this.months = new FieldParser(CronField.MONTH).parse(fields[3]);
        this.days = DayRule.parse(fields[2], fields[4]);
    }

    /**
     * Reads an expression or a macro.
     *
     * @throws CronSyntaxException if the text is neither
     */
    public static CronExpression parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("@")) {
            return Macro.find(trimmed)
                    .map(m -> new CronExpression(trimmed, m.expression().split(" ")))
                    .orElseThrow(() -> new CronSyntaxException("there is no macro '" + trimmed + "'"));
        }
        String[] fields = trimmed.split("\\s+");
        if (fields.length != FIELDS || trimmed.isEmpty()) {
            throw new CronSyntaxException("'" + trimmed + "' must have " + FIELDS + " fields: minute, hour, day of month,"
                    + " month, day of week");
        }
        return new CronExpression(trimmed, fields);
    }

    /** Whether the expression is due in this minute. */
    public boolean matches(LocalDateTime time) {
        return minutes.contains(time.getMinute())
                && hours.contains(time.getHour())
                && months.contains(time.getMonthValue())
                && days.matches(time.toLocalDate());
    }

    /** The first time after the given one; empty if there is none, as for 30 February. */
    public Optional<LocalDateTime> next(LocalDateTime after) {
        return new TimeSearch(this).from(after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1));
    }

    /** All times after the given one, in order. */
    public Stream<LocalDateTime> timesAfter(LocalDateTime after) {
        return Stream.iterate(next(after), Optional::isPresent, time -> time.flatMap(this::next))
                .flatMap(Optional::stream);
    }

    ValueSet minutes() {
        return minutes;
    }

    ValueSet hours() {
        return hours;
    }

    ValueSet months() {
        return months;
    }

    DayRule days() {
        return days;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronExpression that
                && minutes.equals(that.minutes)
                && hours.equals(that.hours)
                && months.equals(that.months)
                && days.equals(that.days);
    }

    @Override
    public int hashCode() {
        return Objects.hash(minutes, hours, months, days);
    }

    /** The expression as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
