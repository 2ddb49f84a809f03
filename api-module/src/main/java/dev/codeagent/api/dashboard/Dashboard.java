package dev.codeagent.api.dashboard;

import dev.codeagent.api.accounting.UsageTotal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Totals of the days of a range, in UTC.
 *
 * @param at when they were computed
 * @param from the first day
 * @param to the last day
 */
public record Dashboard(
        Instant at,
        LocalDate from,
        LocalDate to,
        List<UsageTotal> usageByDay,
        List<UsageTotal> usageByProject,
        List<UsageTotal> usageByModel,
        List<RunDay> runsByDay,
        List<ProjectRuns> runsByProject,
        List<ResponseTime> responseTimes) {

    public Dashboard {
        usageByDay = List.copyOf(usageByDay);
        usageByProject = List.copyOf(usageByProject);
        usageByModel = List.copyOf(usageByModel);
        runsByDay = List.copyOf(runsByDay);
        runsByProject = List.copyOf(runsByProject);
        responseTimes = List.copyOf(responseTimes);
    }

    /**
     * The runs that were created on a day.
     *
     * @param green runs whose tests pass, of those with a verdict
     * @param millis how long those that have ended took, with waiting
     */
    public record RunDay(
            LocalDate day,
            long runs,
            long completed,
            long failed,
            long cancelled,
            long green,
            long judged,
            Quantiles millis) {}

    /** @param name empty if the project is gone */
    public record ProjectRuns(
            String project, String name, long runs, long completed, long failed, long green, long judged) {}

    /**
     * How long models took to answer completely.
     *
     * @param at the beginning of the hour or the day
     */
    public record ResponseTime(Instant at, Quantiles millis) {}
}
