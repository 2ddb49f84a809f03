package dev.codeagent.rest;

import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.dashboard.Dashboard;
import dev.codeagent.api.dashboard.Quantiles;
import dev.codeagent.api.wire.EnumCodec;
import java.util.List;
import java.util.function.Function;

/** The tables of the dashboard. */
public enum DashboardTable {
    USAGE_BY_DAY(usage("day", Dashboard::usageByDay)),
    USAGE_BY_PROJECT(usage("project", Dashboard::usageByProject)),
    USAGE_BY_MODEL(usage("model", Dashboard::usageByModel)),
    RUNS_BY_DAY(DashboardTable::runsByDay),
    RUNS_BY_PROJECT(DashboardTable::runsByProject),
    RESPONSE_TIMES(DashboardTable::responseTimes);

    private final Function<Dashboard, CsvTable> writer;

    DashboardTable(Function<Dashboard, CsvTable> writer) {
        this.writer = writer;
    }

    String csv(Dashboard dashboard) {
        return writer.apply(dashboard).text();
    }

    String fileName() {
        return EnumCodec.write(this);
    }

    private static Function<Dashboard, CsvTable> usage(String key, Function<Dashboard, List<UsageTotal>> totals) {
        return dashboard -> {
            var table = new CsvTable(
                    key,
                    "calls",
                    "inputTokens",
                    "outputTokens",
                    "cachedTokens",
                    "cacheWriteTokens",
                    "reasoningTokens",
                    "costUsd",
                    "unpricedCalls",
                    "unconfirmedCalls",
                    "cacheHits");
            totals.apply(dashboard)
                    .forEach(total -> table.row(
                            total.key(),
                            total.calls(),
                            total.usage().inputTokens(),
                            total.usage().outputTokens(),
                            total.usage().cachedTokens(),
                            total.usage().cacheWriteTokens(),
                            total.usage().reasoningTokens(),
                            total.costUsd(),
                            total.unpricedCalls(),
                            total.unconfirmedCalls(),
                            total.cacheHits()));
            return table;
        };
    }

    private static CsvTable runsByDay(Dashboard dashboard) {
        var table = new CsvTable(
                "day", "runs", "completed", "failed", "cancelled", "green", "judged", "p50Millis", "p95Millis");
        dashboard
                .runsByDay()
                .forEach(day -> table.row(
                        day.day(),
                        day.runs(),
                        day.completed(),
                        day.failed(),
                        day.cancelled(),
                        day.green(),
                        day.judged(),
                        day.millis().p50(),
                        day.millis().p95()));
        return table;
    }

    private static CsvTable runsByProject(Dashboard dashboard) {
        var table = new CsvTable("project", "name", "runs", "completed", "failed", "green", "judged");
        dashboard
                .runsByProject()
                .forEach(project -> table.row(
                        project.project(),
                        project.name(),
                        project.runs(),
                        project.completed(),
                        project.failed(),
                        project.green(),
                        project.judged()));
        return table;
    }

    private static CsvTable responseTimes(Dashboard dashboard) {
        var table = new CsvTable("at", "answers", "p50Millis", "p95Millis");
        dashboard.responseTimes().forEach(time -> {
            Quantiles millis = time.millis();
            table.row(time.at(), millis.count(), millis.p50(), millis.p95());
        });
        return table;
    }
}
