package org.example.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ValueSetTest {
    @Test
    void keepsItsValuesInOrder() {
        assertEquals(List.of(1, 5, 59), ValueSet.of(59, 1, 5, 1).values());
    }

    @Test
    void findsTheNextValue() {
        ValueSet set = ValueSet.of(10, 20);

        assertEquals(OptionalInt.of(10), set.atOrAfter(10));
        assertEquals(OptionalInt.of(20), set.atOrAfter(11));
        assertEquals(OptionalInt.empty(), set.atOrAfter(21));
    }

    @Test
    void findsNothingBehindItsEnd() {
        assertEquals(OptionalInt.empty(), ValueSet.of(63).atOrAfter(64));
        assertFalse(ValueSet.of(0).contains(64));
    }

    @Test
    void holdsAllValuesOfAField() {
        ValueSet days = ValueSet.all(CronField.DAY_OF_MONTH);

        assertEquals(31, days.size());
        assertFalse(days.contains(0));
        assertTrue(days.contains(31));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> ValueSet.of(64));
    }
}
