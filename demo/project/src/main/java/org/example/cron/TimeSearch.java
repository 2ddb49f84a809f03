package org.example.cron;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the next time of an expression: day by day, and within a day by its hours and minutes. */
record TimeSearch(CronExpression expression) {
    /** From 2096 to 2104 there is no 29 February; nothing that happens at all is rarer. */
    private static final int YEARS = 8;

    Optional<LocalDateTime> from(LocalDateTime start) {
        LocalDate end = start.toLocalDate().plusYears(YEARS);
        LocalDate day = start.toLocalDate();
        LocalTime earliest = start.toLocalTime();
        while (!day.isAfter(end)) {
            if (!expression.months().contains(day.getMonthValue())) {
                day = day.plusMonths(1).withDayOfMonth(1);
            } else {
                Optional<LocalTime> time = expression.days().matches(day) ? timeOfDay(earliest) : Optional.empty();
                if (time.isPresent()) {
                    return Optional.of(day.atTime(time.get()));
                }
                day = day.plusDays(1);
            }
            earliest = LocalTime.MIDNIGHT;
        }
        return Optional.empty();
    }

    private Optional<LocalTime> timeOfDay(LocalTime earliest) {
        if (expression.hours().contains(earliest.getHour())) {
            OptionalInt minute = expression.minutes().atOrAfter(earliest.getMinute());
            if (minute.isPresent()) {
                return Optional.of(LocalTime.of(earliest.getHour(), minute.getAsInt()));
            }
        }
        // A later hour begins with the first minute, whatever minute it is now.
        OptionalInt hour = expression.hours().atOrAfter(earliest.getHour() + 1);
        return hour.isEmpty()
                ? Optional.empty()
                : Optional.of(LocalTime.of(hour.getAsInt(), expression.minutes().first()));
    }
}
