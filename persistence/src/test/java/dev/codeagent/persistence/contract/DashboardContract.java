package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.dashboard.Activity.RunCount;
import dev.codeagent.api.dashboard.Dashboard.ProjectRuns;
import dev.codeagent.api.dashboard.Dashboard.ResponseTime;
import dev.codeagent.api.dashboard.Dashboard.RunDay;
import dev.codeagent.api.dashboard.DashboardQuery;
import dev.codeagent.api.dashboard.DashboardQuery.Bucket;
import dev.codeagent.api.dashboard.DashboardStore;
import dev.codeagent.api.dashboard.Quantiles;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of the totals of the dashboard, for any database. */
public abstract class DashboardContract extends AccountingFixture {
    private static final LocalDate LAST_OF_NOVEMBER = LocalDate.parse("2026-11-30");
    private static final LocalDate FIRST_OF_DECEMBER = LocalDate.parse("2026-12-01");

    protected abstract DashboardStore dashboards();

    private DashboardQuery days(LocalDate from, LocalDate to) {
        return new DashboardQuery(from, to, Optional.of(project), Bucket.DAY);
    }

    private void run(String suffix, Instant start, long seconds, RunState state, boolean green) {
        var id = new RunId(run + suffix);
        append(journal(), id, start);
        append(
                journal(),
                id,
                start.plusSeconds(seconds),
                new RunEvent.VerdictReached(new Verdict(List.of(), List.of(), List.of(), List.of(), List.of(), green)),
                new RunEvent.Finished(state, "", "", Usage.NONE, "", seconds * 1000));
    }

    @Test
    void addsUpTheRunsOfEachDay() {
        run("-1", NOVEMBER, 10, RunState.COMPLETED, true);
        run("-2", DECEMBER, 20, RunState.COMPLETED, true);
        run("-3", DECEMBER.plusSeconds(1), 30, RunState.FAILED, false);
        append(journal(), new RunId(run + "-4"), DECEMBER.plusSeconds(2));

        assertThat(dashboards().runsByDay(days(LAST_OF_NOVEMBER, FIRST_OF_DECEMBER)))
                .containsExactly(
                        new RunDay(FIRST_OF_DECEMBER, 3, 1, 1, 0, 1, 2, new Quantiles(2, 20_000, 30_000)),
                        new RunDay(LAST_OF_NOVEMBER, 1, 1, 0, 0, 1, 1, new Quantiles(1, 10_000, 10_000)));
        assertThat(dashboards().runsByDay(days(FIRST_OF_DECEMBER, FIRST_OF_DECEMBER)))
                .hasSize(1);
        assertThat(dashboards().runsByDay(days(LocalDate.parse("2026-12-02"), LocalDate.parse("2026-12-03"))))
                .isEmpty();
    }

    @Test
    void hasADayWhoseRunsHaveNotEnded() {
        append(NOVEMBER);

        assertThat(dashboards().runsByDay(days(LAST_OF_NOVEMBER, LAST_OF_NOVEMBER)))
                .containsExactly(new RunDay(LAST_OF_NOVEMBER, 1, 0, 0, 0, 0, 0, new Quantiles(0, 0, 0)));
    }

    @Test
    void addsUpTheRunsOfEachProject() {
        run("-1", NOVEMBER, 10, RunState.COMPLETED, true);
        run("-2", DECEMBER, 20, RunState.FAILED, false);
        var all = new DashboardQuery(LAST_OF_NOVEMBER, FIRST_OF_DECEMBER, Optional.empty(), Bucket.DAY);

        assertThat(dashboards().runsByProject(all)).contains(new ProjectRuns(project, "", 2, 1, 1, 1, 2));
        assertThat(dashboards().runsByProject(days(LAST_OF_NOVEMBER, LAST_OF_NOVEMBER)))
                .containsExactly(new ProjectRuns(project, "", 1, 1, 0, 1, 1));
    }

    /** The time of an answer is that between reservation and booking; who was not answered has none. */
    @Test
    void hasTheTimesOfAnswers() {
        for (int i = 1; i <= 20; i++) {
            append(DECEMBER, reserved("c" + i, "0.1"));
            append(DECEMBER.plusSeconds(i), booked("c" + i, BookingStatus.CONFIRMED, new Usage(1, 1, 0), "0.1"));
        }
        append(DECEMBER.plusSeconds(3600), reserved("late", "0.1"));
        append(
                DECEMBER.plusSeconds(3607),
                booked("late", BookingStatus.ESTIMATED, new Usage(1, 1, 0), "0.1"),
                reserved("refused", "0.1"));
        append(
                DECEMBER.plusSeconds(9000),
                booked("refused", BookingStatus.RELEASED, Usage.NONE, "0"),
                reserved("open", "0.1"));
        List<ResponseTime> byHour = List.of(
                new ResponseTime(DECEMBER, new Quantiles(20, 10_000, 19_000)),
                new ResponseTime(DECEMBER.plusSeconds(3600), new Quantiles(1, 7_000, 7_000)));
        var hours = new DashboardQuery(FIRST_OF_DECEMBER, FIRST_OF_DECEMBER, Optional.of(project), Bucket.HOUR);

        assertThat(dashboards().responseTimes(hours)).isEqualTo(byHour);
        assertThat(dashboards().responseTimes(days(FIRST_OF_DECEMBER, FIRST_OF_DECEMBER)))
                .containsExactly(new ResponseTime(DECEMBER, new Quantiles(21, 10_000, 19_000)));
        assertThat(dashboards().responseTimes(days(LAST_OF_NOVEMBER, LAST_OF_NOVEMBER)))
                .isEmpty();

        usage().rebuild();
        assertThat(dashboards().responseTimes(hours)).isEqualTo(byHour);
    }

    @Test
    void countsTheRunsOfEachState() {
        long before = waiting();
        append(
                NOVEMBER,
                new RunEvent.ApprovalRequested(
                        "a", "s", "c", "run_command", "{}", "d", "r", "why", NOVEMBER.plusSeconds(9), "q"));

        assertThat(waiting()).isEqualTo(before + 1);
    }

    private long waiting() {
        return dashboards().countRuns().stream()
                .filter(count -> count.state() == RunState.WAITING)
                .mapToLong(RunCount::runs)
                .sum();
    }
}
