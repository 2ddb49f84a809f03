package org.example.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class CrontabTest {
    private static final String JOBS =
            """
            # maintenance
            0 3 * * *   backup --all

            */5 * * * * poll mail
            @monthly    report
            """;

    @Test
    void readsTheEntriesAndLeavesCommentsOut() {
        Crontab crontab = Crontab.parse(JOBS);

        assertEquals(3, crontab.entries().size());
        assertEquals("backup --all", crontab.entries().get(0).command());
        assertEquals("report", crontab.entries().get(2).command());
    }

    @Test
    void findsWhatIsDueNext() {
        Crontab.Due due = Crontab.parse(JOBS).nextAfter(LocalDateTime.parse("2026-05-31T12:02")).orElseThrow();

        assertEquals(LocalDateTime.parse("2026-05-31T12:05"), due.time());
        assertEquals("poll mail", due.entry().command());
    }

    @Test
    void prefersTheEntryThatStandsFirst() {
        Crontab.Due due = Crontab.parse(JOBS).nextAfter(LocalDateTime.parse("2026-05-31T02:59")).orElseThrow();

        assertEquals("backup --all", due.entry().command());
    }

    @Test
    void hasNothingDueWhereItIsEmpty() {
        assertTrue(Crontab.parse("# nothing yet\n").nextAfter(LocalDateTime.MIN).isEmpty());
    }

    @Test
    void namesTheLineOfAMistake() {
        var error = assertThrows(CronSyntaxException.class, () -> Crontab.parse("0 3 * * * backup\n0 25 * * * late\n"));
        assertEquals("line 2: cannot read '25' as hour: it must be from 0 to 23", error.getMessage());
    }

    @Test
    void wantsACommand() {
        var error = assertThrows(CronSyntaxException.class, () -> Crontab.parse("0 3 * * *"));
        assertEquals("line 1: needs an expression and a command", error.getMessage());
    }
}
