package org.example.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class CronExpressionTest {
    private static final LocalDateTime FRIDAY = LocalDateTime.of(2026, 5, 1, 9, 30);

    @Test
    void matchesTheMinuteThatItNames() {
        CronExpression expression = CronExpression.parse("30 9 1 5 *");

        assertTrue(expression.matches(FRIDAY));
        assertTrue(expression.matches(FRIDAY.plusSeconds(59)));
        assertFalse(expression.matches(FRIDAY.plusMinutes(1)));
    }

    @Test
    void knowsTheDaysOfTheWeek() {
        CronExpression weekdays = CronExpression.parse("30 9 * * MON-FRI");

        assertTrue(weekdays.matches(FRIDAY));
        assertFalse(weekdays.matches(FRIDAY.plusDays(1)));
        assertFalse(weekdays.matches(FRIDAY.plusDays(2)));
    }

    @Test
    void readsMacros() {
        assertEquals(CronExpression.parse("0 * * * *"), CronExpression.parse("@hourly"));
        assertEquals(CronExpression.parse("0 0 * * SUN"), CronExpression.parse("@Weekly"));
    }

    @Test
    void isEqualToAnExpressionOfTheSameTimes() {
        assertEquals(CronExpression.parse("*/30 * * * *"), CronExpression.parse("0,30 * * * *"));
        assertNotEquals(CronExpression.parse("0 * * * *"), CronExpression.parse("1 * * * *"));
    }

    @Test
    void keepsItsText() {
        assertEquals("0 12 L * *", CronExpression.parse("  0 12 L * *\n").toString());
    }

    @Test
    void refusesTooFewFields() {
        var error = assertThrows(CronSyntaxException.class, () -> CronExpression.parse("0 12 * *"));
        assertTrue(error.getMessage().contains("must have 5 fields"), error.getMessage());
    }

    @Test
    void refusesAnUnknownMacro() {
        var error = assertThrows(CronSyntaxException.class, () -> CronExpression.parse("@reboot"));
        assertEquals("there is no macro '@reboot'", error.getMessage());
    }
}
