package dev.codeagent.telemetry;

import dev.codeagent.api.accounting.UsageQuery;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.dashboard.Activity;
import dev.codeagent.api.dashboard.Dashboard;
import dev.codeagent.api.dashboard.DashboardQuery;
import dev.codeagent.api.dashboard.DashboardService;
import dev.codeagent.api.dashboard.DashboardStore;
import dev.codeagent.api.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The use cases of the dashboard. An answer is kept for some seconds, because many windows show the same one and ask
 * for it again and again.
 */
public final class DashboardReader implements DashboardService {
    private static final Duration TOTALS_AGE = Duration.ofSeconds(10);
    private static final Duration ACTIVITY_AGE = Duration.ofSeconds(1);
    private static final int MAX_ROWS = 1_000;
    private static final int MAX_KEPT = 32;

    private final ActivityReader activity;
    private final DashboardStore store;
    private final UsageStore usage;
    private final Clock clock;
    private final Map<DashboardQuery, Dashboard> kept = new LinkedHashMap<>();
    private final Object activityLock = new Object();
    private Optional<Activity> lastActivity = Optional.empty();

    public DashboardReader(ActivityReader activity, DashboardStore store, UsageStore usage, Clock clock) {
        this.activity = activity;
        this.store = store;
        this.usage = usage;
        this.clock = clock;
    }

    @Override
    public Activity activity(Caller caller) {
        synchronized (activityLock) {
            Activity current = lastActivity
                    .filter(last -> isFresh(last.at(), ACTIVITY_AGE))
                    .orElseGet(activity::read);
            lastActivity = Optional.of(current);
            return current;
        }
    }

    @Override
    public synchronized Dashboard dashboard(Caller caller, DashboardQuery query) {
        kept.values().removeIf(dashboard -> !isFresh(dashboard.at(), TOTALS_AGE));
        Dashboard known = kept.get(query);
        if (known != null) {
            return known;
        }
        Dashboard computed = compute(query);
        if (kept.size() < MAX_KEPT) {
            kept.put(query, computed);
        }
        return computed;
    }

    private boolean isFresh(Instant at, Duration age) {
        Instant now = clock.instant();
        return !now.isBefore(at) && now.isBefore(at.plus(age));
    }

    private Dashboard compute(DashboardQuery query) {
        return new Dashboard(
                clock.instant(),
                query.from(),
                query.to(),
                usage(query, UsageQuery.Group.DAY),
                usage(query, UsageQuery.Group.PROJECT),
                usage(query, UsageQuery.Group.MODEL),
                store.runsByDay(query),
                store.runsByProject(query),
                store.responseTimes(query));
    }

    private List<UsageTotal> usage(DashboardQuery query, UsageQuery.Group group) {
        return usage.totals(new UsageQuery(
                group,
                Optional.empty(),
                query.project(),
                Optional.empty(),
                Optional.of(query.from()),
                Optional.of(query.to()),
                MAX_ROWS));
    }
}
