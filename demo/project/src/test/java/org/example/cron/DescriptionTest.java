package org.example.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DescriptionTest {
    private static String describe(String expression) {
        return Description.of(CronExpression.parse(expression));
    }

    @Test
    void saysTimesOfDay() {
        assertEquals("at 09:30", describe("30 9 * * *"));
        assertEquals("at 06:00 and 18:00", describe("0 6,18 * * *"));
    }

    @Test
    void saysMinutes() {
        assertEquals("every minute", describe("* * * * *"));
        assertEquals("at minute 0, 15, 30 and 45", describe("*/15 * * * *"));
        assertEquals("at minute 0 and 30 of the hours 8 to 11", describe("*/30 8-11 * * *"));
    }

    @Test
    void saysDays() {
        assertEquals("at 09:30, on Monday to Friday", describe("30 9 * * MON-FRI"));
        assertEquals("at 00:00, on day 1, or on Monday", describe("0 0 1 * MON"));
        assertEquals("at 12:00, on day 15 and the last day of the month", describe("0 12 15,L * *"));
    }

    @Test
    void saysMonths() {
        assertEquals("at 00:00, on day 1, in January and July", describe("0 0 1 JAN,JUL *"));
    }
}
