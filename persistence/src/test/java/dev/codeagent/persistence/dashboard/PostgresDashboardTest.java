package dev.codeagent.persistence.dashboard;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.dashboard.DashboardStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.accounting.JdbcBudgetStore;
import dev.codeagent.persistence.accounting.JdbcUsageStore;
import dev.codeagent.persistence.contract.DashboardContract;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

class PostgresDashboardTest extends DashboardContract {
    private static DataSource source;

    @BeforeAll
    static void migrate() {
        source = EmbeddedDatabase.dataSource(EmbeddedDatabase.create());
        MainDatabase.migrate(DatabaseType.POSTGRESQL, source);
    }

    @Override
    protected RunJournal journal(BudgetDefaults defaults) {
        return new JdbcRunJournal(source, "node-1", defaults);
    }

    @Override
    protected UsageStore usage() {
        return new JdbcUsageStore(source);
    }

    @Override
    protected BudgetStore budgets(BudgetDefaults defaults) {
        return new JdbcBudgetStore(source, defaults);
    }

    @Override
    protected DashboardStore dashboards() {
        return new JdbcDashboardStore(source);
    }
}
