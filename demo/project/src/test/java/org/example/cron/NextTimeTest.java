package org.example.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextTimeTest {
    private static Optional<LocalDateTime> next(String expression, String after) {
        return CronExpression.parse(expression).next(LocalDateTime.parse(after));
    }

    private static Optional<LocalDateTime> at(String time) {
        return Optional.of(LocalDateTime.parse(time));
    }

    @Test
    void isAlwaysLaterThanNow() {
        assertEquals(at("2026-05-02T09:30"), next("30 9 * * *", "2026-05-01T09:30"));
        assertEquals(at("2026-05-01T09:30"), next("30 9 * * *", "2026-05-01T09:29:59"));
    }

    @Test
    void beginsALaterHourWithItsFirstMinute() {
        assertEquals(at("2026-05-01T14:05"), next("5,50 10,14 * * *", "2026-05-01T10:55"));
        assertEquals(at("2026-05-01T14:05"), next("5,50 10,14 * * *", "2026-05-01T11:51"));
    }

    @Test
    void goesOverTheEndOfTheYear() {
        assertEquals(at("2027-01-01T00:00"), next("@yearly", "2026-01-01T00:00"));
        assertEquals(at("2027-01-01T00:00"), next("*/10 * * * *", "2026-12-31T23:50"));
    }

    @Test
    void skipsMonthsThatAreTooShort() {
        assertEquals(at("2026-03-31T12:00"), next("0 12 31 * *", "2026-01-31T12:00"));
    }

    @Test
    void findsTheNextWorkingDay() {
        assertEquals(at("2026-05-04T09:30"), next("30 9 * * MON-FRI", "2026-05-01T12:00"));
    }

    @Test
    void waitsEightYearsForALeapDay() {
        assertEquals(at("2104-02-29T00:00"), next("0 0 29 2 *", "2096-02-29T00:00"));
    }

    @Test
    void findsNothingForADayThatNeverComes() {
        assertEquals(Optional.empty(), next("0 0 30 2 *", "2026-01-01T00:00"));
    }

    @Test
    void givesAllTimesInOrder() {
        List<LocalDateTime> times = CronExpression.parse("0 6,18 * * *")
                .timesAfter(LocalDateTime.parse("2026-05-01T12:00"))
                .limit(3)
                .toList();

        assertEquals(
                List.of(
                        LocalDateTime.parse("2026-05-01T18:00"),
                        LocalDateTime.parse("2026-05-02T06:00"),
                        LocalDateTime.parse("2026-05-02T18:00")),
                times);
    }
}
