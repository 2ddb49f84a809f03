package org.example.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class FieldParserTest {
    private static List<Integer> values(CronField field, String text) {
        return new FieldParser(field).parse(text).values();
    }

    @Test
    void readsASingleValue() {
        assertEquals(List.of(30), values(CronField.MINUTE, "30"));
    }

    @Test
    void readsAList() {
        assertEquals(List.of(1, 15, 31), values(CronField.DAY_OF_MONTH, "15,1,31"));
    }

    @Test
    void readsARange() {
        assertEquals(List.of(9, 10, 11, 12), values(CronField.HOUR, "9-12"));
    }

    @Test
    void readsAStarAsEveryValue() {
        assertEquals(12, values(CronField.MONTH, "*").size());
    }

    @Test
    void countsStepsFromTheFirstValueOfTheField() {
        assertEquals(List.of(0, 15, 30, 45), values(CronField.MINUTE, "*/15"));
        assertEquals(List.of(1, 11, 21, 31), values(CronField.DAY_OF_MONTH, "*/10"));
    }

    @Test
    void countsStepsFromTheFirstValueOfTheRange() {
        assertEquals(List.of(10, 14, 18), values(CronField.HOUR, "10-20/4"));
    }

    @Test
    void runsAStepWithoutRangeToTheEndOfTheField() {
        assertEquals(List.of(5, 20, 35, 50), values(CronField.MINUTE, "5/15"));
    }

    @Test
    void runsARangeOverTheEndOfTheField() {
        assertEquals(List.of(0, 1, 2, 22, 23), values(CronField.HOUR, "22-2"));
        assertEquals(List.of(1, 2, 11, 12), values(CronField.MONTH, "NOV-FEB"));
    }

    @Test
    void readsNamesInAnyCase() {
        assertEquals(List.of(1, 2, 3, 4, 5), values(CronField.DAY_OF_WEEK, "Mon-fri"));
        assertEquals(List.of(6, 12), values(CronField.MONTH, "jun,DEC"));
    }

    @Test
    void readsSevenAsSunday() {
        assertEquals(List.of(0), values(CronField.DAY_OF_WEEK, "7"));
    }

    @Test
    void endsARangeOfWeekdaysOnEitherSunday() {
        assertEquals(List.of(0, 5, 6), values(CronField.DAY_OF_WEEK, "5-7"));
        assertEquals(List.of(0, 5, 6), values(CronField.DAY_OF_WEEK, "FRI-SUN"));
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), values(CronField.DAY_OF_WEEK, "1-7"));
    }

    @Test
    void refusesAValueOutsideOfTheField() {
        var error = assertThrows(CronSyntaxException.class, () -> values(CronField.MINUTE, "60"));
        assertEquals("cannot read '60' as minute: it must be from 0 to 59", error.getMessage());
    }

    @Test
    void refusesAStepOfZero() {
        assertThrows(CronSyntaxException.class, () -> values(CronField.MINUTE, "*/0"));
    }

    @Test
    void refusesAnEmptyPartOfAList() {
        var error = assertThrows(CronSyntaxException.class, () -> values(CronField.HOUR, "1,,2"));
        assertEquals("cannot read '' as hour: a value is missing", error.getMessage());
    }
}
