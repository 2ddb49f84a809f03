package dev.codeagent.api.dashboard;

import java.util.List;

/** Adds up runs and model calls in the database. */
public interface DashboardStore {

    /** The number of runs in each state; states without a run are missing. */
    List<Activity.RunCount> countRuns();

    /** Days without a run are missing; the newest day is the first. */
    List<Dashboard.RunDay> runsByDay(DashboardQuery query);

    /** The projects with the most runs first. */
    List<Dashboard.ProjectRuns> runsByProject(DashboardQuery query);

    /** Periods without an answer are missing; the earliest is the first. */
    List<Dashboard.ResponseTime> responseTimes(DashboardQuery query);
}
