package org.example.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class ZonedScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static ZonedDateTime next(String expression, String after) {
        return new ZonedSchedule(CronExpression.parse(expression), BERLIN)
                .next(ZonedDateTime.parse(after))
                .orElseThrow();
    }

    @Test
    void reckonsInItsOwnZone() {
        assertEquals(ZonedDateTime.parse("2026-01-15T09:00+01:00[Europe/Berlin]"), next("0 9 * * *", "2026-01-15T07:30Z"));
    }

    @Test
    void runsASkippedTimeRightAfterTheGap() {
        assertEquals(
                ZonedDateTime.parse("2026-03-29T03:00+02:00[Europe/Berlin]"),
                next("30 2 * * *", "2026-03-28T12:00+01:00[Europe/Berlin]"));
    }

    @Test
    void runsARepeatedTimeOnce() {
        assertEquals(
                ZonedDateTime.parse("2026-10-25T02:30+02:00[Europe/Berlin]"),
                next("30 2 * * *", "2026-10-24T12:00+02:00[Europe/Berlin]"));
        assertEquals(
                ZonedDateTime.parse("2026-10-26T02:30+01:00[Europe/Berlin]"),
                next("30 2 * * *", "2026-10-25T02:30+02:00[Europe/Berlin]"));
    }
}
