package dev.codeagent.persistence.dashboard;

import dev.codeagent.api.dashboard.DashboardStore;
import dev.codeagent.persistence.schema.MainDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Produces the totals of the dashboard from the main database. */
@ApplicationScoped
public class DashboardProducer {

    @Produces
    @ApplicationScoped
    public DashboardStore dashboardStore(MainDatabase mainDatabase) {
        return new JdbcDashboardStore(mainDatabase.dataSource());
    }
}
