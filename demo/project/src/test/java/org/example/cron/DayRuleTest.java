package org.example.cron;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DayRuleTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 6, 1);

    @Test
    void takesEveryDayWhereNothingIsRestricted() {
        assertTrue(DayRule.parse("*", "*").matches(MONDAY));
    }

    @Test
    void takesEitherDayWhereBothAreRestricted() {
        DayRule rule = DayRule.parse("15", "MON");

        assertTrue(rule.matches(MONDAY));
        assertTrue(rule.matches(LocalDate.of(2026, 5, 15)));
        assertFalse(rule.matches(MONDAY.plusDays(1)));
    }

    @Test
    void takesOnlyTheWeekdayWhereTheDayOfMonthIsFree() {
        assertFalse(DayRule.parse("*", "TUE").matches(MONDAY));
        assertTrue(DayRule.parse("*", "TUE").matches(MONDAY.plusDays(1)));
    }

    @Test
    void takesTheLastDayOfShortAndLongMonths() {
        DayRule last = DayRule.parse("L", "*");

        assertTrue(last.matches(LocalDate.of(2026, 2, 28)));
        assertTrue(last.matches(LocalDate.of(2028, 2, 29)));
        assertFalse(last.matches(LocalDate.of(2028, 2, 28)));
        assertTrue(last.matches(LocalDate.of(2026, 12, 31)));
    }

    @Test
    void takesTheLastDayInAListToo() {
        DayRule rule = DayRule.parse("1,L", "*");

        assertTrue(rule.matches(LocalDate.of(2026, 4, 1)));
        assertTrue(rule.matches(LocalDate.of(2026, 4, 30)));
        assertFalse(rule.matches(LocalDate.of(2026, 4, 29)));
    }

    @Test
    void runsOnEveryDayOfAWeekFromSundayToSunday() {
        DayRule week = DayRule.parse("*", "0-7");

        for (int day = 0; day < 7; day++) {
            LocalDate date = MONDAY.plusDays(day);
            assertTrue(week.matches(date), "0-7 must hold " + date.getDayOfWeek());
        }
    }
}
