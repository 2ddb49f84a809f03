package dev.codeagent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.dashboard.Dashboard;
import dev.codeagent.api.dashboard.Dashboard.ProjectRuns;
import dev.codeagent.api.dashboard.Dashboard.ResponseTime;
import dev.codeagent.api.dashboard.Dashboard.RunDay;
import dev.codeagent.api.dashboard.Quantiles;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    private static String cell(String text) {
        var table = new CsvTable("name", "n");
        table.row(text, 1);
        return table.text().replaceFirst("name,n\r\n", "").replaceFirst(",1\r\n$", "");
    }

    @Test
    void quotesWhatHasSeparatorsQuotesAndLineEnds() {
        assertThat(cell("qwen/qwen-2.5:7b")).isEqualTo("qwen/qwen-2.5:7b");
        assertThat(cell("a, b")).isEqualTo("\"a, b\"");
        assertThat(cell("say \"x\"")).isEqualTo("\"say \"\"x\"\"\"");
        assertThat(cell("two\nlines")).isEqualTo("\"two\nlines\"");
        assertThat(cell("größe")).isEqualTo("\"größe\"");
    }

    /** Also after blanks, after characters that are not seen, and after separators of other countries. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-2+3",
                "@SUM(A1)",
                " =1",
                "\t=1",
                "\u00a0=1",
                "\u200b=1",
                "\ufeff=1",
                "\uff1d1+1",
                "x;=cmd|' /C calc'!A0",
                "x\t=1",
                "x\r\n=1",
                "x,=1",
                "x\",=1",
                "x|=1",
                "\"=1"
            })
    void givesAnApostropheToWhatASpreadsheetWouldExecute(String text) {
        assertThat(cell(text)).containsPattern("'[=+\\-@\uff1d]");
        assertThat(Stream.of(cell(text).split("[,;\t\r\n|\"]+")))
                .noneMatch(part -> part.matches("(?U)[\\s\\p{Z}\\p{C}]*[=+@\\-\uff1d].*"));
    }

    @Test
    void leavesNumbersDaysAndTimes() {
        var table = new CsvTable("cost", "change", "day", "at");
        table.row(new BigDecimal("1E-7"), -5, LocalDate.parse("2026-11-30"), Instant.parse("2026-11-30T10:00:00Z"));

        assertThat(table.text()).isEqualTo("cost,change,day,at\r\n0.0000001,-5,2026-11-30,2026-11-30T10:00:00Z\r\n");
    }

    @Test
    void writesEachTableOfTheDashboard() {
        var total = new UsageTotal(
                "=x/m", 2, new Usage(9, 8, 7), new BigDecimal("0.5"), 1, 0, BigDecimal.ZERO, 0, BigDecimal.ZERO, 3);
        LocalDate day = LocalDate.parse("2026-11-30");
        var dashboard = new Dashboard(
                Instant.EPOCH,
                day,
                day,
                List.of(total),
                List.of(total),
                List.of(total),
                List.of(new RunDay(day, 4, 3, 1, 0, 2, 3, new Quantiles(4, 10, 20))),
                List.of(new ProjectRuns("p1", "cron, old", 4, 3, 1, 2, 3)),
                List.of(new ResponseTime(Instant.parse("2026-11-30T10:00:00Z"), new Quantiles(5, 6, 7))));

        assertThat(JsonBodies.toJson(dashboard))
                .contains("\"from\":\"2026-11-30\"", "\"day\":\"2026-11-30\"", "\"costUsd\":\"0.5\"");
        assertThat(DashboardTable.USAGE_BY_MODEL.csv(dashboard))
                .startsWith("model,calls,")
                .contains("\"'=x/m\",2,9,8,7,0,0,0.5,1,0,3\r\n");
        assertThat(DashboardTable.RUNS_BY_DAY.csv(dashboard)).endsWith("2026-11-30,4,3,1,0,2,3,10,20\r\n");
        assertThat(DashboardTable.RUNS_BY_PROJECT.csv(dashboard)).endsWith("p1,\"cron, old\",4,3,1,2,3\r\n");
        assertThat(DashboardTable.RESPONSE_TIMES.csv(dashboard)).endsWith("2026-11-30T10:00:00Z,5,6,7\r\n");
        assertThat(DashboardTable.values())
                .allMatch(table -> table.csv(dashboard).lines().count() == 2);
        assertThat(DashboardTable.USAGE_BY_DAY.fileName()).isEqualTo("usage-by-day");
    }
}
