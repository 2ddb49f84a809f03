package dev.codeagent.client.api;

import java.time.Instant;
import java.util.List;

/** Totals of the days from {@code from} to {@code to}, in UTC. */
public record Dashboard(
        Instant at,
        String from,
        String to,
        List<UsageTotal> usageByDay,
        List<UsageTotal> usageByProject,
        List<UsageTotal> usageByModel,
        List<RunDay> runsByDay,
        List<ProjectRuns> runsByProject,
        List<ResponseTime> responseTimes) {

    /** The runs that were created on a day. */
    public record RunDay(
            String day,
            long runs,
            long completed,
            long failed,
            long cancelled,
            long green,
            long judged,
            Quantiles millis) {}

    /** The runs of a project. */
    public record ProjectRuns(
            String project, String name, long runs, long completed, long failed, long green, long judged) {}

    /** How long models took to answer, in the hour or day that begins at {@code at}. */
    public record ResponseTime(Instant at, Quantiles millis) {}
}
